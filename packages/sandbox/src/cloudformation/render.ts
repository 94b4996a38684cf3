import { XmlValue } from '../protocol/xml';
import { isSecret } from './parameters';
import { Stack } from './Stack';
import { Desired, StackEvent, StackResource } from './types';

/** Parameters as in every description, with secrets as `****`. */
export function renderParameters(desired: Desired | undefined): XmlValue {
  if (!desired) return [];
  return Object.entries(desired.parameters).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: isSecret(desired.template, name) ? '****' : value,
  }));
}

/** A stack as DescribeStacks returns it. */
export function renderStack(stack: Stack): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.desired?.template.description,
    Parameters: renderParameters(stack.desired),
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
      ExportName: output.exportName,
    })),
    RoleARN: stack.desired?.roleArn,
    Tags: stack.desired?.tags ?? [],
    EnableTerminationProtection: stack.terminationProtection,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: renderDriftInformation(stack),
    LastOperations: lastOperations(stack),
  };
}

/** A stack as ListStacks returns it. */
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
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: renderDriftInformation(stack),
    LastOperations: lastOperations(stack),
  };
}

/** An event as DescribeStackEvents returns it. */
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
    OperationId: event.operationId,
  };
}

/**
 * A resource of a stack.
 *
 * @param timestamp - name of the time field, which depends on the API operation
 */
export function renderResource(
  stack: Stack,
  resource: StackResource,
  timestamp: 'Timestamp' | 'LastUpdatedTimestamp',
): { [name: string]: XmlValue } {
  const drift = stack.drift?.resources.get(resource.logicalId);
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    [timestamp]: resource.at,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: {
      StackResourceDriftStatus: drift?.status ?? 'NOT_CHECKED',
      LastCheckTimestamp: drift?.at,
    },
  };
}

/** The last operations of a stack, newest first. */
function lastOperations({ operations }: Stack): XmlValue {
  return operations
    .slice(-10)
    .reverse()
    .map(({ id, type }) => ({ OperationType: type, OperationId: id }));
}

function renderDriftInformation({ drift }: Stack): XmlValue {
  return {
    StackDriftStatus: drift?.status ?? 'NOT_CHECKED',
    LastCheckTimestamp: drift?.at,
  };
}
