/**
 * One property whose live value differs from the template. Secret values are `****`.
 * @public
 */
export type DriftDifference = {
  /** JSON pointer below the resource's properties, e.g. `/SecurityGroupIngress/0/CidrIp`. */
  path: string;
  /** CloudFormation's own kind: `ADD`, `REMOVE` or `NOT_EQUAL`. */
  kind: string;
  expected?: string;
  actual?: string;
};

/**
 * The result of a drift detection for one resource.
 * @public
 */
export type ResourceDrift = {
  logicalId: string;
  physicalId?: string;
  type: string;
  /**
   * CloudFormation's own status: `IN_SYNC`, `MODIFIED`, `DELETED`, `UNKNOWN` if the comparison failed, or `NOT_CHECKED`
   * for a resource that it does not compare: some types, and the resources of nested stacks.
   */
  status: string;
  /** Why the resource was not compared, if CloudFormation gives a reason. */
  reason?: string;
  differences: DriftDifference[];
};

/**
 * The differences between the live resources of a stack and its template, as CloudFormation detected them.
 * @public
 */
export type DriftResult = {
  stackArn: string;
  /** `DRIFTED`: a resource differs. `UNKNOWN`: no known difference, but some resources could not be compared. */
  status: 'IN_SYNC' | 'DRIFTED' | 'UNKNOWN';
  /** Why the detection is incomplete, if CloudFormation gives a reason. */
  reason?: string;
  /** Start of the detection, ISO 8601. */
  at: string;
  resources: ResourceDrift[];
};
