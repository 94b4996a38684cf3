import { LiveResource, Properties, Value } from '../account/Account';

/** A resource as a template declares it. */
export type TemplateResource = {
  type: string;
  properties: Properties;
  dependsOn: string[];
  condition?: string;
  deletionPolicy: string;
  updateReplacePolicy: string;
  metadata?: Value;
};

/** An output as a template declares it. */
export type TemplateOutput = {
  value: Value;
  description?: string;
  condition?: string;
  exportName?: Value;
};

/** A parsed template. Its functions are not evaluated. */
export type Template = {
  body: string;
  description?: string;
  parameters: Record<string, Properties>;
  mappings: Properties;
  conditions: Properties;
  /** Assertions about parameters. */
  rules?: Properties;
  resources: Record<string, TemplateResource>;
  outputs: Record<string, TemplateOutput>;
  metadata?: Value;
};

/** A stack tag. */
export type Tag = { Key: string; Value: string };

/** The desired state of a stack: the input of a create or update. */
export type Desired = {
  template: Template;
  /** Values as strings, given or by default. */
  parameters: Record<string, string>;
  tags: Tag[];
  capabilities: string[];
  roleArn?: string;
};

/** What CloudFormation does when a create or update fails. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

/** How an update runs. */
export type UpdateOptions = {
  onFailure: OnFailure;
  /** Whether it also changes resources that only differ from their template because of drift. */
  revertsDrift?: boolean;
};

/** An output as DescribeStacks shows it. */
export type StackOutput = {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
};

/** The kinds of stack operations, as DescribeEvents names them. */
export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'
  | 'CREATE_CHANGESET';

/** A stack operation, or the creation of a change set, as DescribeEvents shows it. */
export type StackOperation = {
  id: string;
  type: OperationType;
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  startedAt: Date;
  endedAt?: Date;
  token?: string;
  /** Of the creation of a change set. */
  changeSetId?: string;
  /** What CloudFormation's validation found before the work on resources started. */
  findings: ValidationFinding[];
};

/** One result of the validation, as DescribeEvents shows it. */
export type ValidationFinding = {
  id: string;
  at: Date;
  logicalId: string;
  physicalId?: string;
  type: string;
  /** `WARN` does not stop the operation. */
  mode: 'FAIL' | 'WARN';
  name:
    | 'PROPERTY_VALIDATION'
    | 'NAME_CONFLICT_VALIDATION'
    | 'BUCKET_EMPTINESS_VALIDATION';
  reason: string;
  /** JSON pointer into the template. */
  path: string;
};

/** An event of a stack, as DescribeStackEvents shows it. */
export type StackEvent = {
  id: string;
  at: Date;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
  properties?: string;
  token?: string;
  operationId?: string;
};

/** A resource of a stack. It need not exist physically. */
export type StackResource = {
  logicalId: string;
  type: string;
  status: string;
  reason?: string;
  at: Date;
  physicalId?: string;
  live?: LiveResource;
  /** The properties of the last deployment. The live ones can have drifted from them. */
  deployed?: Properties;
  /** True if a continued rollback has skipped the resource, so that drift detection does, too. */
  skipped?: boolean;
  /** Values that its handler has fixed for the current work. A restart continues with them. */
  memory?: Properties;
};

/** What an update did to one resource: enough to roll it back or to clean up. */
export type UpdateStep = {
  /** The resource before the update. Absent for a new resource. */
  former?: StackResource;
  /** Its properties before a change in place: what a rollback restores. */
  properties?: Properties;
  /** Its deployed properties before the update. */
  deployed?: Properties;
  /** Physical resources that the update created. */
  made: StackResource[];
  undone?: boolean;
};

/** A running update, or a failed one that may still be rolled back. */
export type StackUpdate = {
  id: string;
  before: Desired;
  after: Desired;
  /** By logical ID, in the order in which they started. */
  steps: Map<string, UpdateStep>;
  revertsDrift?: boolean;
  /** True if no earlier stack operation has succeeded: a rollback deletes everything. */
  isFirst?: boolean;
  /** True if a resource has failed, so that no further resource starts. */
  failed?: boolean;
  /** Logical IDs of the resources that the rollback skips. */
  skip?: string[];
};

/** A property whose live value differs from the template. */
export type PropertyDifference = {
  /** JSON pointer below the properties, e.g. `/Tags/0/Value`. */
  path: string;
  /** String or JSON. `null` if there is no value. */
  expected: string;
  actual: string;
  type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
};

/** The drift of one resource. */
export type ResourceDrift = {
  logicalId: string;
  physicalId: string;
  type: string;
  status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED';
  /** JSON of the properties that the template sets. Absent if not checked. */
  expected?: string;
  /** JSON. Absent for a deleted resource. */
  actual?: string;
  differences: PropertyDifference[];
  at: Date;
};

/** The results of all drift detections of a stack. */
export type StackDrift = {
  status: 'IN_SYNC' | 'DRIFTED';
  at: Date;
  resources: Map<string, ResourceDrift>;
};

/** Resources that will exist, each with the resources that must exist before it. */
export type DependencyGraph = Map<string, Set<string>>;
