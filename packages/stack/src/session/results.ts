/**
 * One record of a stack's event list, as CloudFormation reports it (DescribeStackEvents).
 * @public
 */
export type StackEvent = {
  /** CloudFormation's event ID, unique within the stack. */
  id: string;
  /** ISO 8601. */
  at: string;
  /** For an event of the stack itself: the name of the stack. */
  logicalId: string;
  physicalId?: string;
  /** Resource type, e.g. `AWS::Lambda::Function`. */
  type: string;
  /** CloudFormation's own status, e.g. `CREATE_IN_PROGRESS`. */
  status: string;
  reason?: string;
  /** The stack of the event: the deployed stack, or one that is nested in it. */
  stackArn: string;
  /** Logical IDs of the nested stacks that lead to the event, outermost first. Empty for the deployed stack itself. */
  path: string[];
  /** ClientRequestToken of the stack operation that caused the event. */
  token?: string;
  /**
   * CloudFormation's ID of the stack operation that caused the event. A rollback has another one than the operation that
   * it undoes. Absent in older events.
   */
  operationId?: string;
};

/**
 * The root cause of a failed stack operation.
 * @public
 */
export type DeployFailure = {
  logicalId: string;
  type: string;
  /** CloudFormation's reason without request tokens, on one line. */
  reason: string;
  /** Line of the resource in the template, from 1. */
  line?: number;
  /** What to do, for well-known reasons. */
  advice?: string;
  /**
   * Logical IDs of the nested stacks that lead to the resource, outermost first. Absent for the deployed stack itself.
   */
  path?: string[];
  /** Last lines in the log of the function behind a failed custom resource, oldest first. */
  logTail?: string[];
};

/**
 * One change of a change set.
 * @public
 */
export type PlannedChange = {
  logicalId: string;
  type: string;
  /** Logical IDs of the nested stacks that lead to it, outermost first. Absent for a resource of the stack itself. */
  path?: string[];
  /** `Add`, `Modify`, `Remove`, `Import`, `Dynamic` or `SyncWithActual`. */
  action: string;
  /** For `Modify`: `True`, `False` or `Conditional`. */
  replacement?: string;
  physicalId?: string;
  /** What changes: `Properties`, `Tags`, `Metadata`, … */
  scope?: string[];
  /** The properties that change, if CloudFormation names them. */
  properties?: PlannedPropertyChange[];
  /** For a removal or replacement, what happens to the old resource: `Delete`, `Retain`, `ReplaceAndRetain`, … */
  policyAction?: string;
  /** In a drift-aware change set, `MODIFIED` or `DELETED` if the resource was changed or deleted by hand. */
  driftStatus?: string;
  /** In a drift-aware change set, properties that CloudFormation cannot read, such as passwords. */
  notCompared?: string[];
  /** Set when the change may lose data: which data and why, on one line. */
  dataLoss?: string;
  /** Set when data stays in AWS but leaves the stack: which data and why, on one line. */
  dataLeftBehind?: string;
};

/**
 * One property that a change set changes. It never contains a NoEcho value or a resolved dynamic reference.
 * @public
 */
export type PlannedPropertyChange = {
  /** E.g. `TableName` or `KeySchema.0.AttributeName`; `Tags` for tags. */
  path: string;
  /** Whether CloudFormation replaces the resource to change the property. */
  recreation: 'Never' | 'Conditionally' | 'Always';
  before?: string;
  after?: string;
  /** The cause, unless the text of the template changed: `parameter Cidr`, `attribute Vpc.VpcId`, `changed by hand`, … */
  cause?: string;
  /** True if the deploy overwrites a value that was set by hand: `before` is the actual value. */
  changedByHand?: boolean;
};

/**
 * A risk of a plan that a person must see before the change set is executed.
 * @public
 */
export type PlanWarning = {
  /** Listed from the most to the least severe. `drift`: a change by hand that the deploy overwrites. `unknown`: what changes cannot be determined. `connection`: what cannot reach the VPC, or be reached from it. `cost`: what AWS charges for each hour, also without requests. */
  kind:
    | 'data-loss'
    | 'data-left-behind'
    | 'replacement'
    | 'drift'
    | 'iam'
    | 'network'
    | 'unknown'
    | 'connection'
    | 'cost';
  logicalId?: string;
  /** Logical IDs of the nested stacks that lead to the resource, outermost first. Absent for the stack itself. */
  path?: string[];
  /** One line. */
  text: string;
};

/**
 * A change set as it is displayed.
 * @public
 */
export type Plan = {
  /** The most severe first. */
  changes: PlannedChange[];
  /** The most severe first. */
  warnings: PlanWarning[];
  /** The whole plan as lines of text, for a log or a terminal. */
  lines: string[];
};

/**
 * A resource that a stack operation left in AWS, and that no stack contains anymore.
 * @public
 */
export type Leftover = {
  logicalId: string;
  type: string;
  physicalId?: string;
  /** Logical IDs of the nested stacks that lead to it, outermost first. Absent for a resource of the stack itself. */
  path?: string[];
  /**
   * `retained`: by its DeletionPolicy or UpdateReplacePolicy, or on request. `not-deleted`: the cleanup of an update
   * failed to delete it.
   */
  cause: 'retained' | 'not-deleted';
  /** CloudFormation's reason why it was not deleted. */
  reason?: string;
  /** The command of the AWS CLI that deletes it, if there is one. */
  command?: string;
};

/**
 * The result of a deploy. `private-serverless deploy --json` prints it unchanged.
 * @public
 */
export type DeployResult = {
  stackArn: string;
  /** The kind of the stack operation; with `plan`, of the one that a deploy would start. `none`: nothing changes. */
  operation: 'create' | 'update' | 'none';
  /** CloudFormation's own status of the stack. */
  status: string;
  outputs: Record<string, string>;
  changes: PlannedChange[];
  /** The changes of the change set, if one was created. */
  plan?: Plan;
  failure?: DeployFailure;
  /** The resources that this deploy left in AWS outside the stack. Absent if there are none. */
  leftovers?: Leftover[];
  /** True when this run resumed the attempt of an earlier run. */
  resumed?: boolean;
  /** @deprecated Use `resumed`. */
  adopted?: boolean;
  /** Milliseconds per part. */
  timings: Record<'package' | 'plan' | 'execute' | 'total', number>;
  /** Requests per API operation, including the retries of the SDK. */
  apiCalls: Record<string, number>;
};

/**
 * The stack tag that names the owner of a stack.
 * @public
 */
export type OwnerTag = { key: string; value: string };

/**
 * Severity of a progress line. `warn`: a person must see it, e.g. data loss or widened permissions.
 * @public
 */
export type ProgressLevel = 'info' | 'warn';
