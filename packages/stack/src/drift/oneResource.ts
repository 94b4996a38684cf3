import { DetectStackResourceDriftCommand } from '@aws-sdk/client-cloudformation';
import { errorCode, UnreachableError } from '../session/aws/faults';
import type { StackResource } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { readHide, toResourceDrift } from './resources';
import type { ResourceDrift } from './types';

/**
 * Compares one resource with the template, also one that a rollback skipped, which a detection of the whole stack leaves
 * out: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackResourceDrift.html
 *
 * @param stackArn - the stack that contains the resource
 * @returns the status `NOT_CHECKED` for a type that CloudFormation does not compare, and `UNKNOWN` if it rejects the
 *   comparison, e.g. without the permission to read the resource
 * @throws UnreachableError
 */
export async function resourceDriftOf(
  session: StackSession,
  stackArn: string,
  { logicalId, physicalId, type }: StackResource,
): Promise<ResourceDrift> {
  const { calls, cloudFormation } = session;
  try {
    const { StackResourceDrift } = await calls.call(
      'DetectStackResourceDrift',
      o =>
        cloudFormation.send(
          new DetectStackResourceDriftCommand({
            StackName: stackArn,
            LogicalResourceId: logicalId,
          }),
          o,
        ),
    );
    return toResourceDrift(
      StackResourceDrift!,
      await readHide(session, stackArn),
    );
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    const isOfType = errorCode(error) === 'ValidationError';
    return {
      logicalId,
      ...(physicalId ? { physicalId } : {}),
      type,
      status: isOfType ? 'NOT_CHECKED' : 'UNKNOWN',
      reason: (error as Error).message,
      differences: [],
    };
  }
}
