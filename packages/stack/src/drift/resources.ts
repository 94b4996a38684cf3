import {
  DescribeStackResourceDriftsCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { errorCode, UnreachableError } from '../session/aws/faults';
import { readResources, type StackResource } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { readLiveTemplate } from '../template/liveTemplate';
import { type Hide, hideAll, createHide } from './secrets';
import type { ResourceDrift } from './types';

/**
 * Every resource of the stack after a detection: those that were compared, and those that CloudFormation does not
 * compare.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function resourceDriftsOf(
  session: StackSession,
  stackArn: string,
): Promise<ResourceDrift[]> {
  const { calls, cloudFormation } = session;
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
    ? await readHide(session, stackArn)
    : hideAll;
  const compared = found.map(drift => toResourceDrift(drift, hide));
  const names = new Set(compared.map(({ logicalId }) => logicalId));
  const all = await readResources(session, stackArn);
  const others = all.filter(
    ({ logicalId, status }) =>
      !names.has(logicalId) && status !== 'DELETE_COMPLETE',
  );
  return [...compared, ...others.map(notChecked)];
}

/** Hides secret values according to the template of the stack, or all values if the template cannot be read. */
export async function readHide(
  session: StackSession,
  stackArn: string,
): Promise<Hide> {
  try {
    return createHide(await readLiveTemplate(session, stackArn));
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    session.progress(
      `All values are hidden: failed to read the template (${errorCode(
        error,
      )}), so the secret values are not known`,
      'warn',
    );
    return hideAll;
  }
}

/** Converts a drift of the SDK. */
export function toResourceDrift(
  drift: StackResourceDrift,
  hide: Hide,
): ResourceDrift {
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

/** CloudFormation returns `null` if there is no value. */
function valueOf(text: string | undefined): string | undefined {
  return text === 'null' ? undefined : text;
}

function notChecked({ status: _, ...resource }: StackResource): ResourceDrift {
  return {
    ...resource,
    status: 'NOT_CHECKED',
    reason: 'CloudFormation does not compare this resource',
    differences: [],
  };
}
