import newer from './newer.json';
import types from './types.json';

/** Whether the rules judge a resource type. */
export type Judgement =
  /** The rules with these IDs evaluate resources of the type. */
  | { kind: 'judged'; rules: string[] }
  /** A resource of the type cannot be public by itself. The reason is a full sentence or two. */
  | { kind: 'harmless'; reason: string }
  /** A custom resource does what its function does, so the rules have to judge that function. */
  | { kind: 'custom' }
  /** No rule evaluates resources of the type. The reason completes "… is not judged:". */
  | { kind: 'not-judged'; why: string };

/** Version of `@aws-cdk/aws-service-spec` whose resource types the census covers, such as `0.1.216`. */
export const specificationVersion: string = types.specification;

/** Types that only describe the template, in lower case. Source: the AWS CDK writes its version into this type. */
const descriptions: Record<string, string> = {
  'aws::cdk::metadata':
    'Describes the version of the AWS CDK. It creates nothing.',
};

let classifications: Map<string, string> | undefined;

/**
 * Says whether the rules judge a resource type. Fails closed: a type that the census does not know is not judged.
 *
 * @param type - a resource type such as `AWS::S3::Bucket`, in upper or lower case
 */
export function judgementOf(type: string): Judgement {
  const key = type.toLowerCase();
  if (
    key.startsWith('custom::') ||
    key === 'aws::cloudformation::customresource'
  ) {
    return { kind: 'custom' };
  }
  if (Object.hasOwn(descriptions, key)) {
    return { kind: 'harmless', reason: descriptions[key] };
  }
  classifications ??= readClassifications();
  const classification = classifications.get(key);
  if (classification === undefined || classification === '?') {
    return { kind: 'not-judged', why: whyNotJudged(key, classification) };
  }
  const reasons: Record<string, string> = types.reasons;
  return Object.hasOwn(reasons, classification)
    ? { kind: 'harmless', reason: reasons[classification] }
    : { kind: 'judged', rules: classification.split(' ') };
}

function whyNotJudged(key: string, classification: string | undefined): string {
  if (classification === '?') {
    return 'the rules do not evaluate this type, and it may be able to expose something';
  }
  if (key.endsWith('::module')) {
    return 'a module creates resources that are not in the template';
  }
  if (!/^(aws|alexa)::/.test(key)) {
    return 'it is a third-party type, which the specification of AWS does not describe';
  }
  return `the specification that the rules were made with (@aws-cdk/aws-service-spec ${specificationVersion}) does not have this type`;
}

/** Reads the classification of each type of the census, by type in lower case. */
function readClassifications(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [service, groups] of Object.entries(types.services)) {
    for (const [classification, names] of Object.entries(groups)) {
      for (const name of names.split(' ')) {
        found.set(`${service}::${name}`.toLowerCase(), classification);
      }
    }
  }
  // Types that AWS has, but that version of the specification does not.
  for (const [type, classification] of Object.entries(newer.types)) {
    found.set(type.toLowerCase(), classification);
  }
  return found;
}
