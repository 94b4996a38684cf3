/**
 * An event of a stack, as CloudFormation reports it.
 * @public
 */
export type StackEventView = {
  /** ISO 8601. */
  at: string;
  logicalId: string;
  type: string;
  /** Such as `UPDATE_COMPLETE`. */
  status: string;
  reason?: string;
};

/**
 * What AWS reports of the stack of a target, read on request.
 * @public
 */
export type StackView = {
  /** `TargetView.targetId`. */
  targetId: string;
  stackArn: string;
  stackName: string;
  accountId: string;
  region: string;
  /** Why nothing was read. One sentence, without details that only operators may see. */
  problem?: string;
  /** Such as `UPDATE_COMPLETE`. */
  status?: string;
  statusReason?: string;
  /** ISO 8601. */
  createdAt?: string;
  /** ISO 8601. */
  updatedAt?: string;
  /** Result of the latest drift detection. */
  drift?: {
    status: 'IN_SYNC' | 'DRIFTED' | 'NOT_CHECKED' | 'UNKNOWN';
    /** ISO 8601. */
    checkedAt?: string;
  };
  /** By name, in the order of the template. */
  outputs?: Record<string, string>;
  /** Newest first, at most 50. Absent if they were not read. */
  events?: StackEventView[];
  /** ALB targets beside the addresses of the VPC endpoint. Only with a load balancer in front of an endpoint. */
  targets?: {
    items: Array<{
      address: string;
      /** As ELB reports it, such as `healthy`. Absent: the address is not registered. */
      health?: string;
      /** Whether the endpoint has the address. Absent if its addresses are not known. */
      isEndpoint?: boolean;
    }>;
    /** ISO 8601. */
    readAt: string;
  };
};

/** The response of `GET /v1/entities/{kind}/{namespace}/{name}/stacks`. @public */
export type StackList = {
  /** In the order of the annotation. Only bound stacks. */
  items: StackView[];
  /** When AWS was asked, ISO 8601. Responses are cached for 30 seconds. */
  readAt: string;
};
