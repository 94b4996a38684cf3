import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { identityOf, viewOf } from '../plan/view/StackView';
import { UnreachableError } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import { readLiveTemplate } from '../template/liveTemplate';
import type { Attempt } from './Attempt';
import {
  type CodeBucket,
  codeBucketsOf,
  identityOfNewStack,
} from './codeBuckets';
import type { PreparedDeploy } from './prepare';

/** What is wrong with a bucket. */
type Problem = 'missing' | 'elsewhere';

/**
 * Checks that the buckets exist which the template's resources read their code from. CloudFormation would find a missing one
 * only while it creates the resource. A bucket that the deploy uploads to is not checked, since the upload finds it.
 *
 * In an update, a resource whose code does not change may not be read again. For its bucket, there is only a warning.
 *
 * @throws StackError `input` that names each bucket, where it is named, and the fix; what the SDK throws
 */
export async function checkCodeBuckets(
  attempt: Attempt,
  prepared: PreparedDeploy,
): Promise<void> {
  const { session, options, template } = attempt;
  const { kind, existing, parameters, artifacts } = prepared;
  const identity =
    kind === 'update'
      ? identityOf(existing!.stackArn)
      : identityOfNewStack(
          options.stackName,
          await session.cloudFormation.config.region(),
          options.accountId,
        );
  const view = viewOf(template, { parameters, identity, contexts: new Map() });
  const uploadsTo = artifacts.length > 0 ? options.artifactBucket : undefined;
  const named = codeBucketsOf(template, view).filter(
    ({ bucket }) => bucket !== uploadsTo,
  );
  const problems = new Map<string, Problem>();
  for (const bucket of new Set(named.map(one => one.bucket))) {
    const problem = await problemOf(attempt, bucket);
    if (problem) problems.set(bucket, problem);
  }
  const wrong = named.filter(({ bucket }) => problems.has(bucket));
  if (wrong.length === 0) return;
  const unchanged =
    kind === 'update' ? await codeBefore(session, existing!) : [];
  const isUnchanged = ({ logicalId, source }: CodeBucket) =>
    unchanged.some(
      before =>
        before.logicalId === logicalId &&
        JSON.stringify(before.source) === JSON.stringify(source),
    );
  const textOf = (one: CodeBucket) =>
    describe(attempt, one, problems.get(one.bucket)!);
  for (const one of wrong.filter(isUnchanged)) {
    session.progress(
      `${textOf(one)} Its code does not change, so the update may not need it.`,
      'warn',
    );
  }
  const errors = wrong.filter(one => !isUnchanged(one));
  if (errors.length === 0) return;
  throw new StackError(
    'input',
    [...errors.map(textOf), 'Nothing was changed.'].join('\n'),
    errors.some(one => one.parameter) ? { option: 'parameters' } : {},
  );
}

/** @returns undefined for a bucket that exists, and if that is not known, e.g. without the permission to list it */
async function problemOf(
  { session, options }: Attempt,
  bucket: string,
): Promise<Problem | undefined> {
  try {
    await session.calls.call(
      'HeadBucket',
      o => options.s3.send(new HeadBucketCommand({ Bucket: bucket }), o),
      { signal: session.signal, isOtherService: true },
    );
    return undefined;
  } catch (error) {
    session.throwIfCancelled();
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404) return 'missing';
    if ($metadata?.httpStatusCode === 301) return 'elsewhere';
    if (error instanceof UnreachableError) {
      session.progress(
        `Failed to check bucket ${bucket}, which the template names (${error.message}).`,
        'warn',
      );
    }
    return undefined;
  }
}

/** The code of the stack before an update. Empty if its template cannot be read. */
async function codeBefore(
  session: StackSession,
  {
    stackArn,
    parameters,
  }: { stackArn: string; parameters: Record<string, string> },
): Promise<CodeBucket[]> {
  try {
    const template = await readLiveTemplate(session, stackArn);
    const identity = identityOf(stackArn);
    const view = viewOf(template, {
      parameters,
      identity,
      contexts: new Map(),
    });
    return codeBucketsOf(template, view);
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    return [];
  }
}

function describe(
  { session, template }: Attempt,
  { bucket, logicalId, property, line, parameter }: CodeBucket,
  problem: Problem,
): string {
  const what =
    problem === 'missing'
      ? 'does not exist'
      : 'is not in the region of the stack';
  const place = line === undefined ? '' : `, line ${line}`;
  const by = parameter ? `, through parameter ${parameter}` : '';
  const correct = parameter
    ? `parameter ${parameter} (${session.option('parameters')})`
    : 'the name in the template';
  return `Template ${template.path}${place}: bucket ${bucket}, which ${logicalId} names (${property}${by}), ${what}. Create it in the region of the stack and upload the code, or correct ${correct}.`;
}
