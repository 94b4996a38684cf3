import { Properties } from '../account/Account';
import { XmlValue } from '../protocol/xml';
import { ChangeSet, PropertyChange, ResourceChange } from './changeSetTypes';
import { StackEvent } from './types';
import { renderParameters } from './render';
import { Stack } from './Stack';

/** A change set as ListChangeSets returns it. */
export function renderChangeSetSummary(
  stack: Stack,
  changeSet: ChangeSet,
): { [name: string]: XmlValue } {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: executionStatusOf(stack, changeSet),
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: changeSet.createdAt,
    Description: changeSet.description,
    IncludeNestedStacks: changeSet.includesNested ?? false,
    ParentChangeSetId: changeSet.parentId,
    RootChangeSetId: changeSet.rootId,
  };
}

/**
 * A change set as DescribeChangeSet returns it.
 *
 * @param changes - the requested page of its changes
 * @param withValues - the request's `IncludePropertyValues`
 */
export function renderChangeSet(
  stack: Stack,
  changeSet: ChangeSet,
  changes: ResourceChange[],
  withValues: boolean,
): { [name: string]: XmlValue } {
  return {
    ...renderChangeSetSummary(stack, changeSet),
    Parameters: renderParameters(changeSet.desired),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: changeSet.desired.capabilities,
    Tags: changeSet.desired.tags,
    OnStackFailure: changeSet.onFailure,
    ...(changeSet.revertsDrift && {
      DeploymentMode: 'REVERT_DRIFT',
      StackDriftStatus: changeSet.stackDrift,
    }),
    Changes: changes.map(change => ({
      Type: 'Resource',
      ResourceChange: renderChange(change, withValues),
    })),
  };
}

/** The stack's last event about the stack itself. */
export function lastOwnEvent(stack: Stack): StackEvent | undefined {
  return stack.events.findLast(event => event.physicalId === stack.id);
}

/** The execution status of a change set, derived from the events of its stack. */
export function executionStatusOf(stack: Stack, changeSet: ChangeSet): string {
  const { basis, executionStatus } = changeSet;
  if (executionStatus === 'AVAILABLE') {
    return lastOwnEvent(stack)?.id === basis ? 'AVAILABLE' : 'OBSOLETE';
  }
  if (executionStatus !== 'EXECUTE_COMPLETE') return executionStatus;
  const start = stack.events.findIndex(event => event.id === basis);
  const end = stack.events
    .slice(start + 1)
    .find(
      ({ physicalId, status }) =>
        physicalId === stack.id && !status.endsWith('_IN_PROGRESS'),
    );
  if (!end) return 'EXECUTE_IN_PROGRESS';
  return /^(CREATE|UPDATE)_COMPLETE$/.test(end.status)
    ? 'EXECUTE_COMPLETE'
    : 'EXECUTE_FAILED';
}

function renderChange(change: ResourceChange, withValues: boolean): XmlValue {
  const details = change.details.map(detail =>
    renderDetail(detail, withValues),
  );
  const distinct = new Map(details.map(one => [JSON.stringify(one), one]));
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    ResourceDriftStatus: change.driftStatus,
    ChangeSetId: change.changeSetId,
    Scope: [...new Set(change.details.map(detail => detail.attribute))],
    Details: [...distinct.values()],
    BeforeContext: withValues ? asJson(change.before) : undefined,
    AfterContext: withValues ? asJson(change.after) : undefined,
  };
}

function renderDetail(detail: PropertyChange, withValues: boolean) {
  return {
    Target: {
      Attribute: detail.attribute,
      Name: detail.name,
      RequiresRecreation: detail.recreation,
      ...(withValues && {
        Path: detail.path,
        BeforeValue: detail.before,
        AfterValue: detail.after,
        AttributeChangeType: detail.kind,
      }),
      ...renderDrift(detail),
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.cause,
  };
}

/** What only drift-aware change sets show. */
function renderDrift({ beforeFrom, drift }: PropertyChange) {
  return {
    BeforeValueFrom: beforeFrom,
    AfterValueFrom: beforeFrom && 'TEMPLATE',
    Drift: drift && {
      PreviousValue: drift.previous,
      ActualValue: drift.actual,
      DriftDetectionTimestamp: drift.at,
    },
  };
}

function asJson(context: Properties | undefined): string | undefined {
  return context && JSON.stringify(context);
}
