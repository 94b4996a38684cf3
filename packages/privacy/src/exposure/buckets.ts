import type { Value } from '@private-serverless/template';
import { patternCovers } from '../policy/coverage';
import { conditionBlocks, type ConditionTest } from '../policy/conditions';
import {
  type PolicyDocument,
  policyDocuments,
  type Statement,
} from '../policy/document';
import {
  certainlyDenies,
  isDeniedToEveryone,
  isPresent,
} from '../policy/statement';
import { existsWith } from '../template/existence';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { present } from './subnets';

/** The policies of a bucket. */
export type BucketPolicies = {
  /** Every alternative of each policy that exists whenever the bucket does. */
  documents: PolicyDocument[];
  /** Whether a policy of the template may be one of the bucket. */
  mayHaveMore: boolean;
};

type NamedPolicy = { policy: Resource; isCertain: boolean };

/** The key of policies whose bucket is not known. It is not a valid name of a bucket. */
const unknownBucket = '?';
const keyOf = (id: string) => `\${${id}}`;

/** The bucket policies of a template by what they name. A template can have hundreds of buckets, so it is searched once. */
const indexOf = oncePerTemplate(template => {
  const index = new Map<string, NamedPolicy[]>();
  for (const policy of template.ofType('AWS::S3::BucketPolicy')) {
    const keys = new Set(
      present(template, policy, 'Bucket').map(value => {
        if (value.kind === 'reference') return keyOf(value.id);
        return value.kind === 'scalar' ? value.text : unknownBucket;
      }),
    );
    for (const key of keys) {
      const named = { policy, isCertain: keys.size === 1 };
      index.set(key, [...(index.get(key) ?? []), named]);
    }
  }
  return index;
});

/** Finds the policies of a bucket: those that name it by reference or by its name. */
export function policiesOfBucket(
  template: Template,
  bucket: Resource,
): BucketPolicies {
  const index = indexOf(template);
  const name = nameOf(template, bucket);
  const found = [
    ...(index.get(keyOf(bucket.id)) ?? []),
    ...(name === undefined ? [] : index.get(name) ?? []),
  ];
  const certain = found.filter(
    ({ policy, isCertain }) =>
      isCertain && existsWith(template, policy, bucket),
  );
  return {
    documents: certain.flatMap(({ policy }) =>
      policyDocuments(template, template.property(policy, 'PolicyDocument')),
    ),
    mayHaveMore: certain.length < found.length || index.has(unknownBucket),
  };
}

function nameOf(template: Template, bucket: Resource): string | undefined {
  const names = template.property(bucket, 'BucketName');
  return names.length === 1 && names[0].kind === 'scalar'
    ? names[0].text
    : undefined;
}

/** Whether a Deny covers all actions on a bucket and its objects for everybody whose requests match its tests. */
export function deniesBucket(
  template: Template,
  statements: readonly Statement[],
  bucket: Resource,
  areTests: (tests: readonly ConditionTest[]) => boolean,
): boolean {
  const resources = statements.flatMap(statement => {
    if (statement.kind !== 'statement' || !statement.certain) return [];
    const { value } = statement;
    const counts =
      certainlyDenies(template, value) &&
      !['NotPrincipal', 'NotAction', 'NotResource'].some(element =>
        isPresent(template, value, element),
      ) &&
      ['Principal', 'Action', 'Resource'].every(
        element => template.child(value, element).length === 1,
      ) &&
      isDeniedToEveryone(template, value) &&
      template
        .items(template.child(value, 'Action'))
        .some(one => one.kind === 'scalar' && /^(s3:)?\*$/i.test(one.text)) &&
      conditionBlocks(template, value).every(
        block => block.kind === 'tests' && areTests(block.tests),
      );
    return counts
      ? template
          .items(template.child(value, 'Resource'))
          .map(one => arnOf(template, bucket, one))
      : [];
  });
  const arn = `arn:aws:s3:::\${${bucket.id}}`;
  return [arn, `${arn}/*`].every(wanted =>
    resources.some(
      pattern => pattern !== undefined && patternCovers(pattern, wanted, false),
    ),
  );
}

/** An ARN with the logical ID of the bucket in place of its name. */
function arnOf(
  template: Template,
  bucket: Resource,
  value: Value,
): string | undefined {
  const text = textOf(value);
  const own = `\${${bucket.id}}`;
  const name = nameOf(template, bucket);
  const arn = text
    ?.replace(`\${${bucket.id}.Arn}`, `arn:aws:s3:::${own}`)
    .replace(/^arn:(\$\{AWS::Partition\}|aws[a-z-]*):/, 'arn:aws:');
  return name && arn
    ? arn.replace(
        new RegExp(
          `^arn:aws:s3:::${name.replace(/[.\\$^{}()|[\]*+?]/g, '\\$&')}(?=/|$)`,
        ),
        () => `arn:aws:s3:::${own}`,
      )
    : arn;
}

function textOf(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  if (value.kind !== 'reference') return undefined;
  return `\${${value.id}${value.attribute ? `.${value.attribute}` : ''}}`;
}
