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

/** An output as DescribeStacks shows it. */
export type StackOutput = {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
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
  /** Values that its handler has fixed for the current work. A restart continues with them. */
  memory?: Properties;
};

/** What an update did to one resource: enough to roll it back or to clean up. */
export type UpdateStep = {
  /** The resource before the update. Absent for a new resource. */
  former?: StackResource;
  /** Its properties before a change in place. */
  properties?: Properties;
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
  /** True if a resource has failed, so that no further resource starts. */
  failed?: boolean;
  /** Logical IDs of the resources that the rollback skips. */
  skip?: string[];
};

/** How and why one attribute of a resource changes. */
export type PropertyChange = {
  attribute: 'Properties' | 'Tags' | 'Metadata';
  /** The first-level property. Absent if the whole attribute changes. */
  name?: string;
  recreation: 'Never' | 'Conditionally' | 'Always';
  /** Dynamic: known only after another resource has been replaced. */
  evaluation: 'Static' | 'Dynamic';
  source:
    | 'DirectModification'
    | 'ParameterReference'
    | 'ResourceReference'
    | 'ResourceAttribute'
    | 'Automatic';
  /** The parameter, resource, or `resource.attribute` that causes the change. */
  cause?: string;
  /** JSON pointer of the changed value. Extends below the property where values are known. */
  path?: string;
  before?: string;
  after?: string;
  kind?: 'Add' | 'Remove' | 'Modify';
};

/** How one resource changes. */
export type ResourceChange = {
  action: 'Add' | 'Modify' | 'Remove';
  logicalId: string;
  physicalId?: string;
  type: string;
  replacement?: 'True' | 'False' | 'Conditional';
  /** What happens to the former physical resource. */
  policyAction?: string;
  details: PropertyChange[];
  /** Properties and metadata, with `****` in place of secrets. */
  before?: Properties;
  after?: Properties;
};

/** A change set of a stack. */
export type ChangeSet = {
  id: string;
  name: string;
  type: 'CREATE' | 'UPDATE';
  description?: string;
  createdAt: Date;
  status:
    | 'CREATE_PENDING'
    | 'CREATE_IN_PROGRESS'
    | 'CREATE_COMPLETE'
    | 'FAILED';
  statusReason?: string;
  executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_COMPLETE';
  /** ID of the stack's last event about itself when the change set was created. */
  basis?: string;
  desired: Desired;
  onFailure: OnFailure;
  changes: ResourceChange[];
  token?: string;
  /** Status reason of a change set that will fail because it contains no changes. */
  empty?: string;
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
  status: 'IN_SYNC' | 'MODIFIED' | 'DELETED';
  /** JSON of the properties that the template sets. */
  expected: string;
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
