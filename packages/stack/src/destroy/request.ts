import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { callError } from '../session/aws/AwsCalls';
import type { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import { setTerminationProtection } from '../session/terminationProtection';
import { EventReader } from '../follow/EventReader';
import { emptyBucket } from './buckets';
import { emptiedNotes } from './outcome';
import { accountOf } from './plan';
import type { Prepared } from './prepare';
import type { DestroyOptions, EmptiedBucket } from './types';

/** A deletion that CloudFormation has accepted. */
export type Requested = { reader: EventReader; emptied: EmptiedBucket[] };

/**
 * Turns off the protection, empties the buckets (each only if it is permitted), and requests the deletion. Turns the
 * protection on again if the request fails.
 *
 * @throws StackError that also names what was changed
 */
export async function requestDeletion(
  session: StackSession,
  { stack, plan }: Prepared,
  options: DestroyOptions & { token: string },
): Promise<Requested> {
  const { stackArn, stackName } = stack;
  if (plan.isProtected) {
    await setTerminationProtection(session, stackArn, false).catch(error => {
      throw callError(
        `turn off the termination protection of stack ${stackName}`,
        error,
        'The termination protection may be off. Nothing else was changed.',
      );
    });
    session.progress(`Stack ${stackName}: termination protection turned off`);
  }
  const emptied: EmptiedBucket[] = [];
  try {
    await emptyBuckets();
    const reader = new EventReader(session, stackArn);
    await reader.skipPast();
    session.throwIfCancelled();
    await deleteStack(session, stackArn, options);
    session.progress(`Stack ${stackName}: deletion requested`);
    return { reader, emptied };
  } catch (error) {
    const failed = callError(
      `delete stack ${stackName}`,
      error,
      'The deletion may have started.',
    );
    throw failed.withLines([
      ...emptiedNotes(emptied),
      ...(plan.isProtected ? [await protectAgain(failed)] : []),
    ]);
  }

  async function emptyBuckets() {
    const { s3 } = options;
    if (!options.emptyBuckets || !s3) return;
    const accountId = accountOf(stackArn);
    for (const { bucket } of plan.buckets) {
      session.throwIfCancelled();
      const own = { bucket, accountId };
      const result = await emptyBucket(session, s3, own).catch(error => {
        throw callError(
          `empty bucket ${bucket}`,
          error,
          'Some of its objects may be deleted.',
        );
      });
      if (result.objects > 0) emptied.push(result);
    }
  }

  async function protectAgain({ code }: StackError): Promise<string> {
    // The deletion may have started, and protection has no effect on it. AWS does not respond anyway.
    if (code === 'unreachable') return 'Its termination protection is off.';
    return setTerminationProtection(session, stackArn, true).then(
      () => 'Its termination protection is on again.',
      () =>
        'Its termination protection is off and could not be turned on again. Turn it on if you keep the stack.',
    );
  }
}

async function deleteStack(
  { calls, cloudFormation }: StackSession,
  stackArn: string,
  {
    token,
    roleArn,
    retainResources,
  }: Pick<DestroyOptions, 'token' | 'roleArn' | 'retainResources'>,
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
