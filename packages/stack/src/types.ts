import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { STSClient } from '@aws-sdk/client-sts';
import type { TemplateDocument } from '@private-serverless/template';
import type { Clock } from './aws/clock';
import type { StackDescription } from './describe';
import type { Patience } from './aws/calls';

/** One event of a stack, as CloudFormation reports it (DescribeStackEvents). */
export type StackEvent = {
  /** CloudFormation's event id, unique within the stack. */
  id: string;
  /** ISO 8601. */
  at: string;
  /** For an event of the stack itself: the stack's name. */
  logicalId: string;
  physicalId?: string;
  /** The resource type, e.g. `AWS::Lambda::Function`. */
  type: string;
  /** CloudFormation's word, e.g. `CREATE_IN_PROGRESS`. */
  status: string;
  reason?: string;
  /** The stack that the event is of: the deployed one, or one nested in it. */
  stackArn: string;
  /** Logical ids of the nested stacks that lead to it; empty for the deployed stack's own events. */
  path: string[];
  /** ClientRequestToken of the operation that the event belongs to. */
  token?: string;
};

/** The root cause of a failed operation. */
export type DeployFailure = {
  logicalId: string;
  type: string;
  /** CloudFormation's reason without request tokens, on one line. */
  reason: string;
  /** Line of the resource in the template, from 1. */
  line?: number;
  /** What to do about it, for well-known reasons. */
  advice?: string;
  /** Logical ids of the nested stacks that lead to the resource, outermost first. Absent: the deployed stack's own. */
  path?: string[];
  /** Last lines that the function of a failed custom resource logged, oldest first. */
  logTail?: string[];
};

/** One change of a change set, or of the plan. */
export type PlannedChange = {
  logicalId: string;
  type: string;
  /** `Add`, `Modify`, `Remove`, `Import` or `Dynamic`. */
  action: string;
  /** For `Modify`: `True`, `False` or `Conditional`. */
  replacement?: string;
  physicalId?: string;
  /** What is changed: `Properties`, `Tags`, `Metadata`, … */
  scope?: string[];
  /** The properties that change, where CloudFormation names them. */
  properties?: PlannedPropertyChange[];
  /** Set when data may go: what kind and why, on one line. */
  dataLoss?: string;
};

/** One property that a change set changes. Values marked NoEcho or resolved dynamically are never in it. */
export type PlannedPropertyChange = {
  /** E.g. `TableName` or `KeySchema.0.AttributeName`; `Tags` for tags. */
  path: string;
  /** Whether CloudFormation makes a new resource for it. */
  recreation: 'Never' | 'Conditionally' | 'Always';
  before?: string;
  after?: string;
  /** Why, where it is not the template's own text: `parameter Cidr`, `attribute Vpc.VpcId`, … */
  cause?: string;
};

/** Something about a plan that a person must see before it is executed. */
export type PlanWarning = {
  /** In the order of gravity. */
  kind: 'data-loss' | 'replacement' | 'iam' | 'network';
  logicalId?: string;
  /** One line. */
  text: string;
};

/** A change set as people read it. */
export type Plan = {
  /** The gravest first. */
  changes: PlannedChange[];
  /** The gravest first. */
  warnings: PlanWarning[];
  /** The whole plan as lines of text, for a log or a terminal. */
  lines: string[];
};

/** What a deploy did. `private-serverless deploy --json` prints it as it is. */
export type DeployResult = {
  stackArn: string;
  /** With `plan`, what a deploy would do. `none`: there is nothing to change. */
  operation: 'create' | 'update' | 'none';
  /** CloudFormation's own word for the stack's state. */
  status: string;
  outputs: Record<string, string>;
  changes: PlannedChange[];
  /** What the change set would do or did, where one was made. */
  plan?: Plan;
  failure?: DeployFailure;
  /** True when an operation that an earlier run with the same token had begun was taken up. */
  adopted?: boolean;
  /** Milliseconds per part. */
  timings: Record<'package' | 'plan' | 'execute' | 'total', number>;
  /** Requests per API operation, retries of the SDK included. */
  apiCalls: Record<string, number>;
};

/** A stack tag that says whose the stack is. */
export type OwnerTag = { key: string; value: string };

/** How often a running operation is looked at, in milliseconds. */
export type PollOptions = {
  /** Between two looks while events come. Default 1000: at most one call a second for each stack. */
  minMs: number;
  /** The longest pause when nothing has happened for a while. Default 4000. */
  maxMs: number;
  /** What all operations of this process on one account and region may send, requests a second. Default 10. */
  callsPerSecond: number;
};

/**
 * How the text of a template is read. A backend reads it in a worker thread with a time limit, so that no text can stop
 * it.
 */
export type ReadTemplateText = (
  text: string,
) => TemplateDocument | Promise<TemplateDocument>;

/** What every operation that follows a stack takes. */
export type FollowOptions = {
  cloudFormation: CloudFormationClient;
  /** Aborting it cancels the operation; the error says which state it left. */
  signal?: AbortSignal;
  /** Each event once, in order, as it happens. Must not throw. */
  onEvent?: (event: StackEvent) => void;
  /** Lines for people. */
  onProgress?: (line: string) => void;
  /** For tests. Default: the system's clock. */
  clock?: Clock;
  poll?: Partial<PollOptions>;
  /** How long an endpoint may be throttling or away before the operation gives up. */
  patience?: Partial<Patience>;
  /**
   * The account that the credentials must be of, and that must own the artifact bucket. Compared with STS's answer if
   * `sts` is given (`input` when they differ), and part of the key of the call budget that all operations of this
   * process share.
   */
  accountId?: string;
  /** Without `accountId`, the artifact bucket must belong to the account that STS returns for the credentials. */
  sts?: STSClient;
  /** Default: `readTemplateText` of `@private-serverless/template`, in this thread. */
  readTemplateText?: ReadTemplateText;
  /** For the log tail of a failed custom resource. Default: no tail. */
  logs?: CloudWatchLogsClient;
};

/** Options of `deployStack`. */
export type DeployOptions = FollowOptions & {
  s3: S3Client;
  /** The template file. Asset entries are relative to it. */
  templatePath: string;
  /**
   * Folder that no asset entry may leave. Default: the nearest folder above the template with a
   * `private-serverless.json`, else the template's own folder.
   */
  root?: string;
  stackName: string;
  /** Bucket for zips and big templates; needed only if the template has any. */
  artifactBucket?: string;
  parameters?: Record<string, string>;
  /** Added to the tags that an existing stack has. */
  tags?: Record<string, string>;
  /** Set on a stack that this deploy makes, or makes anew; an update leaves them as they are, whatever `tags` says. */
  tagsOfNewStack?: Record<string, string>;
  /** What to do when the stack exists. Default `update`. */
  onExisting?: 'update' | 'refuse';
  /**
   * Asked about an existing stack whose owner tag fits, before it is updated, recovered or replaced, each time that the
   * stack was described, and once more before the change set is executed, also for the empty stack of a new one. Not asked
   * about an operation that is resumed.
   *
   * @returns why the stack must stay as it is (`exists`), undefined to go on
   */
  whyKeepExisting?: (
    stack: StackDescription,
  ) => Promise<string | undefined> | string | undefined;
  /** An existing stack whose tag differs is refused (`notOwned`); a new stack gets the tag. */
  ownerTag?: OwnerTag;
  /** CloudFormation's service role. */
  roleArn?: string;
  /** Asked before anything is created or uploaded; throwing refuses the deploy (`blocked`). */
  gate?: (input: {
    templateBody: string;
    parameters: Record<string, string>;
  }) => Promise<void> | void;
  /**
   * Asked once the change set is there and before it is executed; throwing refuses the deploy (`blocked`) and removes
   * the change set. `templateBody` is what will be deployed: for a template with a transform the processed one.
   * Also asked for a `plan`; not when nothing changes, nor when an executed operation is taken up.
   */
  planGate?: (input: {
    plan?: Plan;
    changes: PlannedChange[];
    templateBody: string;
    parameters: Record<string, string>;
  }) => Promise<void> | void;
  /** Stop after the change set, and remove it. */
  plan?: boolean;
  /** Idempotency token of this attempt, `[A-Za-z][-A-Za-z0-9]{0,63}`. Default: a random one. */
  token?: string;
  /**
   * An earlier run with the same `token` may have begun the operation: look for it first, and take it up instead of
   * starting another. Needs `token`. Default false.
   */
  resume?: boolean;
  /** What to do about an operation of somebody else that is under way: follow it to its end, then go on; or refuse. Default `follow`. */
  onBusy?: 'follow' | 'refuse';
  /** Logical ids that the continued rollback of an UPDATE_ROLLBACK_FAILED stack may skip. Default: none. */
  skipResources?: string[];
  /** Logical ids that a deletion which failed before (DELETE_FAILED) may leave behind. Default: none. */
  retainResources?: string[];
  /** Protect the stack from deletion once it stands (`true`); anything else leaves the protection as it is. */
  terminationProtection?: boolean;
  /** How long a cancel is followed to its end, in milliseconds; afterwards it goes on in AWS alone. Default 600000. */
  cancelMs?: number;
};
