import type { Value } from '@private-serverless/template';
import { referenceOf } from '../network/uses';
import type { Template } from '../template/Template';
import type { Assessment } from './apiPolicy';
import { conditionBlocks, type ConditionTest } from './conditions';
import type { PolicyDocument } from './document';
import { certainlyDenies } from './statement';

/** The principal of CloudFront. */
export const cloudFront =
  /^cloudfront\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/i;
const identity = /:iam::cloudfront:user\//i;
const distribution = /^arn:[^:]*:cloudfront:/i;
const identityType = 'aws::cloudfront::cloudfrontoriginaccessidentity';

/**
 * The statements that admit a distribution of CloudFront, which publishes the resource on the internet: by the service, by an origin access
 * identity, or by a condition that only CloudFront meets. A canonical user may be an origin access identity or an account.
 *
 * Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html and
 * private-content-restricting-access-to-lambda.html
 */
export function admittedDistributions(
  template: Template,
  document: PolicyDocument,
): Assessment[] {
  if (document.kind !== 'document') return [];
  return document.statements.flatMap((statement): Assessment[] => {
    if (statement.kind !== 'statement') return [];
    const { at, value } = statement;
    const denies = certainlyDenies(template, value);
    const isAdmitted = isNamed(template, value, denies);
    if (isAdmitted || namesDistribution(template, value, denies)) {
      return [
        {
          at,
          status: 'violated',
          message:
            'A statement admits CloudFront, so a distribution publishes the resource on the internet.',
        },
      ];
    }
    return isAdmitted === undefined
      ? [
          {
            at,
            status: 'unproven',
            message:
              'Cannot determine whom a statement admits: its canonical user may be an origin access identity of CloudFront, which publishes the resource.',
          },
        ]
      : [];
  });
}

/** Whether the principal of an Allow is CloudFront. Undefined if it may be. */
function isNamed(
  template: Template,
  statement: Value,
  denies: boolean,
): boolean | undefined {
  if (denies) return false;
  const principals = template
    .child(statement, 'Principal')
    .filter(({ kind }) => kind === 'map');
  const named = (kind: string) =>
    principals.flatMap(one => template.items(template.child(one, kind)));
  const matches = (pattern: RegExp) => (one: Value) =>
    one.kind === 'scalar' && pattern.test(one.text);
  const users = named('CanonicalUser');
  if (
    named('Service').some(matches(cloudFront)) ||
    named('AWS').some(matches(identity)) ||
    users.some(user => isIdentity(template, user))
  ) {
    return true;
  }
  return users.length > 0 ? undefined : false;
}

function isIdentity(template: Template, user: Value): boolean {
  const resource = template.resource(referenceOf(user).id ?? '');
  return resource?.lowerType === identityType;
}

/** Whether a condition leaves only distributions: an Allow for them, or a Deny for everything else. */
function namesDistribution(
  template: Template,
  statement: Value,
  denies: boolean,
): boolean {
  return conditionBlocks(template, statement).some(
    block =>
      block.kind === 'tests' &&
      block.tests.some(
        test => /Not/i.test(test.operator) === denies && isOfDistribution(test),
      ),
  );
}

function isOfDistribution({ key, values }: ConditionTest): boolean {
  const pattern = {
    'aws:sourcearn': distribution,
    'aws:principalservicename': cloudFront,
  }[key];
  return (
    pattern !== undefined &&
    values.some(value => value.kind === 'scalar' && pattern.test(value.text))
  );
}
