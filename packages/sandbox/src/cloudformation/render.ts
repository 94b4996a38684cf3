import { XmlValue } from '../protocol/xml';
import { ChangeSet, ResourceChange } from './changeSet';
import { isSecret } from './parameters';
import { Desired, Stack, StackEvent, StackResource } from './stack';

function parametersOf(desired: Desired | undefined): XmlValue {
  if (!desired) return [];
  return Object.entries(desired.parameters).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: isSecret(desired.template, name) ? '****' : value,
  }));
}

/** A stack as DescribeStacks shows it. */
export function renderStack(stack: Stack): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.desired?.template.description,
    Parameters: parametersOf(stack.desired),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    RollbackConfiguration: {},
    DisableRollback: stack.onFailure === 'DO_NOTHING',
    NotificationARNs: [],
    Capabilities: stack.desired?.capabilities ?? [],
    Outputs: stack.outputs.map(output => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
    })),
    RoleARN: stack.desired?.roleArn,
    Tags: stack.desired?.tags ?? [],
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** A stack as ListStacks shows it. */
export function renderSummary(stack: Stack): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.desired?.template.description,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** An event as DescribeStackEvents shows it. */
export function renderEvent(stack: Stack, event: StackEvent): XmlValue {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
  };
}

/**
 * A resource of a stack.
 *
 * @param timestamp - the name of the time field, which differs per operation
 */
export function renderResource(
  stack: Stack,
  resource: StackResource,
  timestamp: 'Timestamp' | 'LastUpdatedTimestamp',
): { [name: string]: XmlValue } {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    [timestamp]: resource.at,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

/** A change set as ListChangeSets shows it. */
export function renderChangeSetSummary(
  stack: Stack,
  changeSet: ChangeSet,
): { [name: string]: XmlValue } {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: changeSet.createdAt,
    Description: changeSet.description,
    IncludeNestedStacks: false,
  };
}

/** A change set as DescribeChangeSet shows it. */
export function renderChangeSet(stack: Stack, changeSet: ChangeSet): XmlValue {
  return {
    ...renderChangeSetSummary(stack, changeSet),
    Parameters: parametersOf(changeSet.desired),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: changeSet.desired.capabilities,
    Tags: changeSet.desired.tags,
    OnStackFailure: changeSet.onFailure,
    Changes:
      changeSet.status === 'CREATE_COMPLETE'
        ? changeSet.changes.map(change => ({
            Type: 'Resource',
            ResourceChange: renderChange(change),
          }))
        : [],
  };
}

function renderChange(change: ResourceChange): XmlValue {
  return {
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: [...new Set(change.details.map(detail => detail.attribute))],
    Details: change.details.map(detail => ({
      Target: {
        Attribute: detail.attribute,
        Name: detail.name,
        RequiresRecreation: detail.recreation,
      },
      Evaluation: detail.evaluation,
      ChangeSource: detail.source,
    })),
  };
}
