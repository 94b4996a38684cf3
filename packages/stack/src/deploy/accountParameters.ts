import { claimRange, nextRange } from '../ranges/claimRange';
import { ClaimObjects } from '../ranges/ClaimObjects';
import { releaseUnused } from '../ranges/releaseRange';
import { findBucketOwner } from '../session/account';
import { callError } from '../session/aws/AwsCalls';
import { StackError } from '../session/StackError';
import { completeParameters, missingParameters } from '../template/parameters';
import type { Attempt } from './Attempt';

type Known = Parameters<typeof completeParameters>[0];

/**
 * Values of parameters that only the account knows: the address range of a new VPC, and what `lookUpParameters` finds.
 *
 * @param known - the parameters with a value
 * @throws StackError `input` if no range is free, or the bucket for its claim is missing; `failed`; `unreachable`
 */
export async function accountParameters(
  attempt: Attempt,
  known: Known,
): Promise<Record<string, string>> {
  const { addressRange, lookUpParameters, stackName } = attempt.options;
  const missing = missingParameters(known);
  const isRangeMissing =
    addressRange !== undefined && missing.includes(addressRange.parameter);
  const ofRange = isRangeMissing
    ? addressRange.parametersOf(await rangeOf(attempt))
    : keptWithRange(attempt, known);
  const others = missing.filter(name => !Object.hasOwn(ofRange, name));
  if (!lookUpParameters || others.length === 0) return ofRange;
  try {
    return { ...(await lookUpParameters(others)), ...ofRange };
  } catch (error) {
    throw callError(
      `look up ${others.join(', ')} for stack ${stackName}`,
      error,
    );
  }
}

/**
 * The values of the stack that depend on its range. The range stays as it is, so they do too, also those with a default in the
 * template, which would otherwise apply.
 */
function keptWithRange(
  { options: { addressRange } }: Attempt,
  { given, previous, template }: Known,
): Record<string, string> {
  const range = addressRange?.parameter;
  if (
    !range ||
    !Object.hasOwn(previous, range) ||
    Object.hasOwn(given, range)
  ) {
    return {};
  }
  const names = Object.keys(addressRange.parametersOf(previous[range]));
  return Object.fromEntries(
    names
      .filter(
        name =>
          template.parameters.has(name) &&
          Object.hasOwn(previous, name) &&
          !Object.hasOwn(given, name),
      )
      .map(name => [name, previous[name]]),
  );
}

async function rangeOf(attempt: Attempt): Promise<string> {
  const { session, options, token } = attempt;
  const range = options.addressRange!;
  if (attempt.claim) return attempt.claim.cidr;
  if (options.plan) {
    const cidr = await nextRange(range);
    session.progress(
      `Address range of the VPC: ${cidr}, if no other deploy takes it first`,
    );
    return cidr;
  }
  const { stackName } = options;
  const objects = await claimObjects(attempt);
  attempt.claim = await claimRange(session, objects, range, {
    stackName,
    token,
  });
  const { cidr } = attempt.claim;
  session.progress(`Address range of the VPC: ${cidr}`);
  return cidr;
}

/** Releases the claim of this attempt, unless the stack has its range. Does not throw. */
export async function releaseClaim(attempt: Attempt): Promise<void> {
  const { session, options, claim, report } = attempt;
  if (!claim) return;
  const objects = await claimObjects(attempt).catch(() => undefined);
  if (!objects) return;
  await releaseUnused(session, objects, claim, {
    stackArn: report.result.stackArn,
    parameter: options.addressRange!.parameter,
  });
}

async function claimObjects({
  session,
  options,
}: Attempt): Promise<ClaimObjects> {
  const { s3, artifactBucket } = options;
  if (!artifactBucket) {
    throw new StackError(
      'input',
      `The address range of the VPC is claimed in the artifact bucket, but none is set. Set ${session.option(
        'artifactBucket',
      )}.`,
      { option: 'artifactBucket' },
    );
  }
  const owner = await findBucketOwner(session, options);
  return new ClaimObjects(session, s3, artifactBucket, owner);
}
