import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import type { Operation } from '../deploy/operation';
import type { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { emptyBucket } from './buckets';
import { emptiedNotes, withNotes } from './outcome';
import { accountOf } from './plan';
import type { Prepared } from './prepare';
import { setTerminationProtection } from './protection';
import type { DestroyOptions, EmptiedBucket } from './types';

/** A deletion that CloudFormation has taken. */
export type Requested = { reader: EventReader; emptied: EmptiedBucket[] };

/**
 * Lifts the protection, empties the buckets (each only if it was allowed), and asks CloudFormation to delete the
 * stack. Where that does not come about, the protection is put back.
 *
 * @throws StackError that says what was done all the same
 */
export async function requestDeletion(
  operation: Operation,
  { stack, plan }: Prepared,
  options: DestroyOptions,
): Promise<Requested> {
  const { stackArn, stackName } = stack;
  if (plan.isProtected) {
    await setTerminationProtection(operation, stackArn, false).catch(error => {
      throw callFailed(
        `lift the termination protection of stack ${stackName}`,
        error,
        'whether it was lifted is not known, the stack is as it was',
      );
    });
    operation.progress(`Stack ${stackName}: termination protection lifted`);
  }
  const emptied: EmptiedBucket[] = [];
  try {
    await emptyBuckets();
    const reader = new EventReader(operation, stackArn);
    await reader.skipPast();
    operation.throwIfCancelled();
    await deleteStack(operation, stackArn, options);
    operation.progress(`Stack ${stackName}: deletion requested`);
    return { reader, emptied };
  } catch (error) {
    const failed = callFailed(
      `delete stack ${stackName}`,
      error,
      'whether the deletion was requested is not known',
    );
    throw withNotes(failed, [
      ...emptiedNotes(emptied),
      ...(plan.isProtected ? [await protectAgain(failed)] : []),
    ]);
  }

  async function emptyBuckets() {
    const { s3 } = options;
    if (!options.emptyBuckets || !s3) return;
    const accountId = accountOf(stackArn);
    for (const { bucket } of plan.buckets) {
      operation.throwIfCancelled();
      const own = { bucket, accountId };
      const result = await emptyBucket(operation, s3, own).catch(error => {
        const left = 'what was in it may be gone in part';
        throw callFailed(`empty bucket ${bucket}`, error, left);
      });
      if (result.objects > 0) emptied.push(result);
    }
  }

  async function protectAgain({ code }: StackError): Promise<string> {
    // It may be on its way; protecting it then would be in vain, and another call that nobody answers.
    if (code === 'unreachable') return 'Its termination protection is lifted.';
    return setTerminationProtection(operation, stackArn, true).then(
      () => 'Its termination protection is on again.',
      () =>
        'Its termination protection was lifted and could not be put back: turn it on again if the stack is to stay.',
    );
  }
}

async function deleteStack(
  { calls, cloudFormation, token }: Operation,
  stackArn: string,
  { roleArn, retainResources }: DestroyOptions,
) {
  await calls.call('DeleteStack', o =>
    cloudFormation.send(
      new DeleteStackCommand({
        StackName: stackArn,
        ClientRequestToken: token,
        RoleARN: roleArn,
        ...(retainResources?.length
          ? { RetainResources: retainResources }
          : {}),
      }),
      o,
    ),
  );
}
