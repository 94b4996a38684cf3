import { bucketPurposes } from '../exposure/bucketPurposes';
import { policiesOfBucket } from '../exposure/buckets';
import { assessPublicPrincipal } from '../policy/publicPrincipal';
import { assessServiceCallers } from '../policy/serviceCallers';
import { type Observation, placeOf, type Rule } from '../rule';
import type { Resource, Template } from '../template/Template';

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
  if (!Object.hasOwn(bucketPurposes, purpose)) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether the policy of ${id} fits: '${purpose}' is not a purpose of a bucket.`,
      fix: `Set Metadata.privateServerless of ${id} to ${Object.keys(
        bucketPurposes,
      ).join(', ')}.`,
    };
  }
  const { needs, fits, alone = false } = bucketPurposes[purpose];
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
