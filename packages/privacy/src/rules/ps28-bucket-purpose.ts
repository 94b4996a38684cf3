import { deniesBucket, policiesOfBucket } from '../exposure/buckets';
import type { ConditionTest } from '../policy/conditions';
import type { PolicyDocument, Statement } from '../policy/document';
import { callerKind } from '../policy/keys';
import { assessPublicPrincipal } from '../policy/publicPrincipal';
import { assessServiceCallers } from '../policy/serviceCallers';
import { isSourceKey } from '../policy/sourceVpc';
import { meetsAllStrangers } from '../policy/specific';
import { isForEveryone, mayAllow } from '../policy/statement';
import { type Observation, placeOf, type Rule } from '../rule';
import type { Resource, Template } from '../template/Template';

type Fits = (
  template: Template,
  document: Extract<PolicyDocument, { kind: 'document' }>,
  bucket: Resource,
) => boolean;

/** What a policy has to do for a purpose. */
const purposes: Record<string, { needs: string; fits: Fits; alone?: boolean }> =
  {
    data: {
      needs:
        'a Deny for all requests that do not come through the VPC endpoint, with an exception for the deployer at most',
      fits: deniesOthers,
    },
    app: {
      needs:
        'a Deny for all requests that do not come through the VPC endpoint, or an Allow of s3:GetObject for the role of the API or the VPC endpoint, and nothing else for everybody',
      fits: (template, document, bucket) =>
        deniesOthers(template, document, bucket) ||
        servesOnly(template, document.statements),
    },
    logs: {
      needs: 'an Allow for the service that writes the logs, with its source',
      fits: (template, document) =>
        assessServiceCallers(template, document).length > 0,
    },
    // Principals of the account need no statement.
    artifacts: {
      needs: 'no Allow for others',
      fits: () => true,
      alone: true,
    },
    'trust-store': {
      needs: 'no Allow for others',
      fits: () => true,
      alone: true,
    },
  };

/** PS28: the policy of a bucket fits the purpose that its metadata states. */
export const bucketPurpose: Rule = {
  id: 'PS28',
  title: 'Bucket policies fit the purpose of the bucket',
  severity: 'H',
  why: 'The policy that protects data would break logs or an app, and the other way round. Each purpose has its own policy.',
  fix: 'Change the bucket policy as the message says, or the purpose in the metadata of the bucket.',
  *check(template) {
    for (const bucket of template.ofType('AWS::S3::Bucket')) {
      const purpose = template.purposeOf(bucket);
      if (purpose !== undefined) yield observe(template, bucket, purpose);
    }
  },
};

function observe(
  template: Template,
  bucket: Resource,
  purpose: string,
): Observation {
  const { id } = bucket;
  const base = { resource: id, at: placeOf(bucket) };
  if (!Object.hasOwn(purposes, purpose)) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether the policy of ${id} fits: '${purpose}' is not a purpose of a bucket.`,
      fix: `Set Metadata.privateServerless of ${id} to ${Object.keys(
        purposes,
      ).join(', ')}.`,
    };
  }
  const { needs, fits, alone = false } = purposes[purpose];
  const { documents, mayHaveMore } = policiesOfBucket(template, bucket);
  const results = documents.map(document => {
    if (document.kind !== 'document') return 'unproven';
    const admitted = [
      assessPublicPrincipal(template, document),
      ...assessServiceCallers(template, document),
    ].map(({ status }) => status);
    if (admitted.includes('violated')) return 'violated';
    if (admitted.includes('unproven')) return 'unproven';
    return fits(template, document, bucket) ? 'proven' : 'violated';
  });
  if (documents.length === 0 && !mayHaveMore) {
    results.push(alone ? 'proven' : 'violated');
  }
  if (mayHaveMore) results.push('unproven');
  const message = `for the purpose '${purpose}': it needs ${needs}.`;
  if (results.includes('violated')) {
    return {
      ...base,
      status: 'violated',
      message: `The policy of ${id} does not fit ${message}`,
    };
  }
  return results.includes('unproven')
    ? {
        ...base,
        status: 'unproven',
        message: `Cannot determine whether the policy of ${id} is right ${message}`,
      }
    : {
        ...base,
        status: 'proven',
        message: `The policy of ${id} fits the purpose '${purpose}'.`,
      };
}

function deniesOthers(...[template, { statements }, bucket]: Parameters<Fits>) {
  return deniesBucket(template, statements, bucket, exemptsNamedOnly);
}

/** Tests of a Deny that exempt named VPC endpoints or VPCs, and named principals. */
function exemptsNamedOnly(tests: readonly ConditionTest[]): boolean {
  return (
    tests.some(({ key }) => isSourceKey(key)) &&
    tests.every(test => meetsAllStrangers(test, callerKind) === true)
  );
}

/** Whether a policy allows s3:GetObject only, and something at all. */
function servesOnly(
  template: Template,
  statements: readonly Statement[],
): boolean {
  const allowances = statements.flatMap(statement =>
    statement.kind === 'statement' && mayAllow(template, statement.value)
      ? [statement.value]
      : [],
  );
  return (
    allowances.length > 0 &&
    allowances.every(
      value =>
        isForEveryone(template, value) === false ||
        template
          .items(template.child(value, 'Action'))
          .every(
            one => one.kind === 'scalar' && /^s3:GetObject$/i.test(one.text),
          ),
    )
  );
}
