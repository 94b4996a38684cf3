import type { Environment } from '@private-serverless/environment';
import { StackError } from '@private-serverless/stack';

/** Resources that the stack retains when it is deleted, with fixed names. */
const retained =
  /\b(ArtifactBucket|LogBucket|Trail|TrailBucket|TrustStoreBucket) \(AWS::/;

/**
 * Adds to the error of a first deploy how to use what a deleted stack of the environment left behind. CloudFormation may name
 * only one resource whose name is taken, but the others usually exist too.
 */
export function withLeftBehind(
  { accountId, id, region }: Environment,
  error: unknown,
): unknown {
  const isTaken =
    error instanceof StackError &&
    error.message.includes('already exists') &&
    retained.test(error.message);
  if (!isTaken) return error;
  const parameters = {
    ArtifactBucketName: `ps-${id}-artifacts-${accountId}-${region}-an`,
    CreateLogBucket: 'false',
    CreateTrail: 'false',
    CreateTrustStoreBucket: 'false',
  };
  return error.withLines([
    `If a deleted stack of environment ${id} left it behind, use it again: add to --parameters, for what exists, ${JSON.stringify(
      parameters,
    )}.`,
  ]);
}
