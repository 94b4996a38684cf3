import { Properties } from '../account/Account';
import { Desired, OnFailure, ValidationFinding } from './types';

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
    | 'Automatic'
    | 'NoModification';
  /** The parameter, resource, or `resource.attribute` that causes the change. */
  cause?: string;
  /** JSON pointer of the changed value. Extends below the property where values are known. */
  path?: string;
  before?: string;
  after?: string;
  /** `SyncWithActual`: the live value already is the value of the template. */
  kind?: 'Add' | 'Remove' | 'Modify' | 'SyncWithActual';
  /** In a drift-aware change set: what `before` is. */
  beforeFrom?: 'ACTUAL_STATE' | 'PREVIOUS_DEPLOYMENT_STATE';
  /** In a drift-aware change set: how the live value differs from the last deployed one. */
  drift?: { previous?: string; actual?: string; at: Date };
};

/** How one resource changes. */
export type ResourceChange = {
  action: 'Add' | 'Modify' | 'Remove' | 'SyncWithActual';
  logicalId: string;
  physicalId?: string;
  type: string;
  replacement?: 'True' | 'False' | 'Conditional';
  /** What happens to the former physical resource. */
  policyAction?: string;
  /** The change set of a nested stack. */
  changeSetId?: string;
  /** In a drift-aware change set. */
  driftStatus?: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'UNSUPPORTED';
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
  /** The request's `OnStackFailure`. */
  onStackFailure?: OnFailure;
  /** True for a drift-aware change set. */
  revertsDrift?: boolean;
  /** Of a drift-aware change set: the drift of the stack when it was created. */
  stackDrift?: 'DRIFTED' | 'IN_SYNC';
  changes: ResourceChange[];
  token?: string;
  /** Status reason of a change set that will fail: no changes, or not valid. */
  failure?: string;
  /** Whether it has change sets for nested stacks. */
  includesNested?: boolean;
  /** The change sets of nested stacks. */
  nested: Array<{ logicalId: string; stackId: string; changeSetId: string }>;
  /** Of the change set of a nested stack: those of the parent and of the top-level stack. */
  parentId?: string;
  rootId?: string;
  /** What the validation found. DescribeEvents shows it when the change set is complete. */
  findings: ValidationFinding[];
};

/** What a change set is built from. */
export type ChangeSetInput = Pick<
  ChangeSet,
  | 'name'
  | 'type'
  | 'description'
  | 'desired'
  | 'onFailure'
  | 'onStackFailure'
  | 'token'
  | 'parentId'
  | 'rootId'
> & {
  mode?: 'REVERT_DRIFT';
  /** Whether to build change sets for nested stacks, too. */
  includeNested: boolean;
};
