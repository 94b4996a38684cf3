import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  GetTemplateCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { callFailed, UnreachableError } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { Operation } from '../deploy/operation';
import { checkOwner } from '../deploy/state';
import {
  listedResources,
  lookAtStack,
  noSuchStack,
  type StackDescription,
  type StackResource,
} from '../describe';
import { StackError } from '../errors';
import type { FollowOptions, OwnerTag } from '../types';
import { type Hide, hideAll, hidingBy } from './secrets';

/** One property whose live value is not the template's. Secret values are `****`. */
export type DriftDifference = {
  /** JSON pointer below the resource's properties, e.g. `/SecurityGroupIngress/0/CidrIp`. */
  path: string;
  /** CloudFormation's word: `ADD`, `REMOVE` or `NOT_EQUAL`. */
  kind: string;
  expected?: string;
  actual?: string;
};

/** What a detection says about one resource. */
export type ResourceDrift = {
  logicalId: string;
  physicalId?: string;
  type: string;
  /**
   * CloudFormation's word: `IN_SYNC`, `MODIFIED`, `DELETED`, `UNKNOWN` where it failed to compare, or `NOT_CHECKED`
   * for what it does not compare: some types, and what is in nested stacks.
   */
  status: string;
  /** Why it was not compared, where CloudFormation says. */
  reason?: string;
  differences: DriftDifference[];
};

/** How the live resources of a stack differ from its template, as CloudFormation found out. */
export type DriftResult = {
  stackArn: string;
  /** `DRIFTED`: something differs; `UNKNOWN`: nothing is known to differ, but not everything could be compared. */
  status: 'IN_SYNC' | 'DRIFTED' | 'UNKNOWN';
  /** Why the detection is incomplete, where CloudFormation says. */
  reason?: string;
  /** When the detection was begun, ISO 8601. */
  at: string;
  resources: ResourceDrift[];
};

/** Options of `detectDrift`. */
export type DriftOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack whose tag differs is not compared (`notOwned`). */
  ownerTag?: OwnerTag;
  /** How long a detection may take, in milliseconds. Default 1800000. */
  longestMs?: number;
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html */
const comparable = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/**
 * Has CloudFormation compare a stack's live resources with its template, and waits for the answer. Changes nothing.
 * While another detection of the stack is under way, its end is awaited first. Aborting the signal only ends the
 * waiting.
 *
 * @throws StackError: `notFound`; `notOwned`; `failed` where the stack's state allows no detection, or it takes too
 *   long; `cancelled`; `unreachable`
 */
export async function detectDrift(options: DriftOptions): Promise<DriftResult> {
  const operation = new Operation(options);
  const { stackName, calls } = operation;
  try {
    const stack = await lookAtStack(options, calls);
    if (!stack || stack.status === 'DELETE_COMPLETE') {
      throw noSuchStack(stackName);
    }
    checkOwner(stack, options.ownerTag);
    checkComparable(stack);
    const detection = await detect(
      operation,
      stack.stackArn,
      options.longestMs ?? 30 * 60_000,
    );
    const resources = await resourcesOf(operation, stack.stackArn);
    return {
      stackArn: stack.stackArn,
      status: statusOf(resources, detection.isComplete),
      ...(detection.reason ? { reason: detection.reason } : {}),
      at: detection.at,
      resources,
    };
  } catch (error) {
    throw callFailed(`detect the drift of stack ${stackName}`, error);
  }
}

function checkComparable({ stackName, status }: StackDescription) {
  if (comparable.has(status)) return;
  const advice = status.endsWith('_IN_PROGRESS')
    ? 'Another operation is under way: wait until it has ended, then try again.'
    : 'Deploy it again first, or destroy it.';
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}, in which CloudFormation detects no drift. ${advice}`,
  );
}

type Detection = { isComplete: boolean; reason?: string; at: string };

/** Begins a detection and waits for its end; the pause grows with the time that it takes. */
async function detect(
  operation: Operation,
  stackArn: string,
  longestMs: number,
): Promise<Detection> {
  const { calls, cloudFormation, clock, poll, signal } = operation;
  const begun = clock.now();
  const bound = operation.bound(longestMs, 'its drift detection');
  const pause = async (state: string | undefined) => {
    bound(state);
    const wait = Math.min(poll.maxMs, (clock.now() - begun) / 10);
    await clock.sleep(Math.max(poll.minMs, wait), signal);
    if (operation.isCancelled) throw cancelled(operation);
  };

  let id = await begin(operation, stackArn);
  if (!id) operation.progress('Waiting for the drift detection under way');
  while (!id) {
    await pause('DETECTION_IN_PROGRESS');
    id = await begin(operation, stackArn);
  }
  operation.progress(`Stack ${operation.stackName}: drift detection begun`);
  for (;;) {
    const answer = await calls.call('DescribeStackDriftDetectionStatus', o =>
      cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({
          StackDriftDetectionId: id,
        }),
        o,
      ),
    );
    if (answer.DetectionStatus !== 'DETECTION_IN_PROGRESS') {
      return {
        isComplete: answer.DetectionStatus === 'DETECTION_COMPLETE',
        reason: answer.DetectionStatusReason || undefined,
        at: (answer.Timestamp ?? new Date(clock.now())).toISOString(),
      };
    }
    await pause(answer.DetectionStatus);
  }
}

/**
 * @returns undefined while another detection is under way: CloudFormation runs one at a time and tells nobody else
 *   its id. It is this one's own where the answer to its request was lost.
 */
async function begin(
  { calls, cloudFormation }: Operation,
  stackArn: string,
): Promise<string | undefined> {
  try {
    const { StackDriftDetectionId } = await calls.call('DetectStackDrift', o =>
      cloudFormation.send(
        new DetectStackDriftCommand({ StackName: stackArn }),
        o,
      ),
    );
    return StackDriftDetectionId!;
  } catch (error) {
    const isUnderWay =
      errorCode(error) === 'ValidationError' &&
      /already in progress/i.test((error as Error).message);
    if (isUnderWay) return undefined;
    throw error;
  }
}

function cancelled({ stackName }: Operation): StackError {
  return new StackError(
    'cancelled',
    `Cancelled: no longer waiting for the drift detection of stack ${stackName}; it goes on in AWS and changes nothing.`,
  );
}

/** Every resource of the stack: those that were compared, and those that CloudFormation does not compare. */
async function resourcesOf(
  operation: Operation,
  stackArn: string,
): Promise<ResourceDrift[]> {
  const { calls, cloudFormation } = operation;
  const found: StackResourceDrift[] = [];
  let NextToken: string | undefined;
  do {
    const page = await calls.call('DescribeStackResourceDrifts', o =>
      cloudFormation.send(
        new DescribeStackResourceDriftsCommand({
          StackName: stackArn,
          MaxResults: 100,
          NextToken,
        }),
        o,
      ),
    );
    found.push(...(page.StackResourceDrifts ?? []));
    NextToken = page.NextToken || undefined;
  } while (NextToken);

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
    return hidingBy(TemplateBody);
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

/** What is known to differ outranks what is not known. */
function statusOf(
  resources: ResourceDrift[],
  isComplete: boolean,
): DriftResult['status'] {
  const statuses = new Set(resources.map(({ status }) => status));
  if (statuses.has('MODIFIED') || statuses.has('DELETED')) return 'DRIFTED';
  return isComplete && !statuses.has('UNKNOWN') ? 'IN_SYNC' : 'UNKNOWN';
}
