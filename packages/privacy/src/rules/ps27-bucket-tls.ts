import { deniesBucket, policiesOfBucket } from '../exposure/buckets';
import type { ConditionTest } from '../policy/conditions';
import { type Observation, placeOf, type Rule } from '../rule';
import type { Resource, Template } from '../template/Template';

/** PS27: the policy of each bucket denies requests without TLS, for the bucket and its objects. */
export const bucketTls: Rule = {
  id: 'PS27',
  title: 'Bucket policies deny requests without TLS',
  severity: 'H',
  why: 'S3 also accepts plain HTTP, so that others on the network can read data and signatures.',
  fix: "Add to the bucket policy: { Effect: Deny, Principal: '*', Action: 's3:*', Resource: [ARN of the bucket, ARN of the bucket with /*], Condition: { Bool: { aws:SecureTransport: 'false' } } }.",
  *check(template) {
    for (const bucket of template.ofType('AWS::S3::Bucket')) {
      yield observe(template, bucket);
    }
  },
};

function observe(template: Template, bucket: Resource): Observation {
  const { id } = bucket;
  const base = { resource: id, at: placeOf(bucket) };
  const { documents, mayHaveMore } = policiesOfBucket(template, bucket);
  const denies = documents.map(
    document =>
      document.kind === 'document' &&
      deniesBucket(template, document.statements, bucket, isPlainRequest),
  );
  if (denies.length > 0 && !denies.includes(false)) {
    return {
      ...base,
      status: 'proven',
      message: `The policy of ${id} denies requests without TLS.`,
    };
  }
  const isUnclear =
    mayHaveMore ||
    documents.some(
      document =>
        document.kind === 'unknown' ||
        (document.kind === 'document' &&
          document.statements.some(({ kind }) => kind === 'unknown')),
    );
  if (isUnclear) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether the policy of ${id} denies requests without TLS: parts of it are not known.`,
    };
  }
  return {
    ...base,
    status: 'violated',
    message:
      documents.length === 0
        ? `${id} accepts requests without TLS, because it has no bucket policy.`
        : `${id} accepts requests without TLS: no statement of its policy denies them for everybody, all actions, the bucket and its objects.`,
  };
}

/** Every further test would exempt requests. */
function isPlainRequest(tests: readonly ConditionTest[]): boolean {
  return (
    tests.length === 1 &&
    tests.every(
      ({ key, operator, values, mayVanish }) =>
        key === 'aws:securetransport' &&
        /^Bool(IfExists)?$/i.test(operator) &&
        !mayVanish &&
        values.length === 1 &&
        values.every(
          value =>
            value.kind === 'scalar' && value.text.toLowerCase() === 'false',
        ),
    )
  );
}
