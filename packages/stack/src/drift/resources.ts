import {
  DescribeStackResourceDriftsCommand,
  GetTemplateCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { UnreachableError } from '../aws/calls';
import { errorCode } from '../aws/faults';
import type { Operation } from '../deploy/operation';
import { listedResources, type StackResource } from '../describe';
import { type Hide, hideAll, hidingBy } from './secrets';
import type { ResourceDrift } from './types';

/**
 * Every resource of the stack after a detection: those that were compared, and those that CloudFormation does not
 * compare.
 *
 * @throws what the SDK throws
 */
export async function resourceDriftsOf(
  operation: Operation,
  stackArn: string,
): Promise<ResourceDrift[]> {
  const { calls, cloudFormation } = operation;
  const read = (NextToken?: string) =>
    calls.call('DescribeStackResourceDrifts', o =>
      cloudFormation.send(
        new DescribeStackResourceDriftsCommand({
          StackName: stackArn,
          MaxResults: 100,
          NextToken,
        }),
        o,
      ),
    );
  const found: StackResourceDrift[] = [];
  let next: string | undefined;
  do {
    const page = await read(next);
    found.push(...(page.StackResourceDrifts ?? []));
    next = page.NextToken || undefined;
  } while (next);

  const hide = found.some(drift => drift.PropertyDifferences?.length)
    ? await hidingOf(operation, stackArn)
    : hideAll;
  const compared = found.map(drift => toResourceDrift(drift, hide));
  const names = new Set(compared.map(({ logicalId }) => logicalId));
  const all = await listedResources(
    { cloudFormation, stackName: stackArn },
    calls,
  );
  const rest = all.filter(
    ({ logicalId, status }) =>
      !names.has(logicalId) && status !== 'DELETE_COMPLETE',
  );
  return [...compared, ...rest.map(notChecked)];
}

/** By the stack's template; where it may not be read, no value is shown. */
async function hidingOf(operation: Operation, stackArn: string): Promise<Hide> {
  const { calls, cloudFormation } = operation;
  try {
    const { TemplateBody = '' } = await calls.call('GetTemplate', o =>
      cloudFormation.send(
        new GetTemplateCommand({
          StackName: stackArn,
          TemplateStage: 'Processed',
        }),
        o,
      ),
    );
    return hidingBy(
      await operation.parseTemplate(TemplateBody, `of ${stackArn}`),
    );
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    operation.progress(
      `The template could not be read (${errorCode(
        error,
      )}), so which values are secret is not known: none is shown`,
    );
    return hideAll;
  }
}

function toResourceDrift(drift: StackResourceDrift, hide: Hide): ResourceDrift {
  const logicalId = drift.LogicalResourceId!;
  const properties = {
    logicalId,
    expected: drift.ExpectedProperties,
    actual: drift.ActualProperties,
  };
  const differences = (drift.PropertyDifferences ?? []).map(
    ({ PropertyPath, DifferenceType, ExpectedValue, ActualValue }) =>
      hide(properties, {
        path: PropertyPath ?? '',
        kind: DifferenceType ?? '',
        expected: valueOf(ExpectedValue),
        actual: valueOf(ActualValue),
      }),
  );
  return {
    logicalId,
    ...(drift.PhysicalResourceId
      ? { physicalId: drift.PhysicalResourceId }
      : {}),
    type: drift.ResourceType ?? '',
    status: drift.StackResourceDriftStatus ?? 'UNKNOWN',
    ...(drift.DriftStatusReason ? { reason: drift.DriftStatusReason } : {}),
    differences,
  };
}

/** CloudFormation writes `null` where there is no value. */
function valueOf(text: string | undefined): string | undefined {
  return text === 'null' ? undefined : text;
}

function notChecked({ status: _, ...resource }: StackResource): ResourceDrift {
  return {
    ...resource,
    status: 'NOT_CHECKED',
    reason: 'CloudFormation does not compare it',
    differences: [],
  };
}
