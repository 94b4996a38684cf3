import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import type { Assessment } from './apiPolicy';
import { conditionBlocks, type ConditionTest } from './conditions';
import type { PolicyDocument } from './document';
import { issuerOf, sharedIssuers } from './issuers';
import { every, mayAllow, some, testText } from './statement';

/** Issuers of one cluster. Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const ofCluster = /^oidc\.eks\.[a-z0-9-]+\.(amazonaws\.com|api\.aws)/;

const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike)$/i;

/**
 * Whether a trust policy admits everybody who has a token of an identity provider that is open to everybody. Undefined if it has no
 * federated principal.
 */
export function assessFederation(
  template: Template,
  document: PolicyDocument,
): Assessment | undefined {
  if (document.kind !== 'document') return undefined;
  const found = document.statements.flatMap((statement): Assessment[] => {
    if (
      statement.kind !== 'statement' ||
      !mayAllow(template, statement.value)
    ) {
      return [];
    }
    const { at, value } = statement;
    return template
      .child(value, 'Principal')
      .filter(({ kind }) => kind === 'map')
      .flatMap(principal =>
        template.items(template.child(principal, 'Federated')),
      )
      .map(provider => ({ at, ...assessProvider(template, value, provider) }));
  });
  return (
    found.find(({ status }) => status === 'violated') ??
    found.find(({ status }) => status === 'unproven') ??
    found[0]
  );
}

function assessProvider(
  template: Template,
  statement: Value,
  provider: Value,
): Pick<Assessment, 'status' | 'message'> {
  const issuer = issuerOf(template, provider);
  if (issuer === 'saml') {
    return {
      status: 'proven',
      message: 'The policy names a SAML provider of an account.',
    };
  }
  const blocks = conditionBlocks(template, statement);
  if (
    issuer &&
    blocks.some(block => block.kind === 'tests' && block.tests.some(isGuest))
  ) {
    return {
      status: 'violated',
      message: `A statement admits guests of ${issuer}, who need no credentials.`,
    };
  }
  const claims = sharedIssuers.find(([pattern]) =>
    pattern.test(issuer ?? ''),
  )?.[1];
  const name = issuer ?? 'an identity provider that is not in the template';
  const restricted = every(
    blocks.map(block =>
      block.kind === 'unknown'
        ? undefined
        : some(
            block.tests.map(
              test =>
                restricts(test, claims ?? /:(sub|aud|app_id)$/) &&
                // Every customer of an issuer may ask for this audience. A cluster has an issuer of its own.
                !(
                  claims === undefined &&
                  !ofCluster.test(name) &&
                  isGeneric(test)
                ),
            ),
          ),
    ),
  );
  if (restricted === true) {
    return {
      status: 'proven',
      message: `The policy names whom it admits from ${name}.`,
    };
  }
  return restricted === false && claims
    ? {
        status: 'violated',
        message: `A statement admits everybody who has a token of ${name}, because no condition limits the subject or audience to one organization.`,
      }
    : {
        status: 'unproven',
        message: `Cannot determine whom a statement admits from ${name}.`,
      };
}

/** Whether a test asks for identities that nobody authenticated. */
function isGuest({ key, values }: ConditionTest): boolean {
  return (
    key === 'cognito-identity.amazonaws.com:amr' &&
    values.some(
      value => value.kind === 'scalar' && value.text === 'unauthenticated',
    )
  );
}

/** Whether a test asks only for the audience that AWS suggests for every issuer. */
function isGeneric({ key, values }: ConditionTest): boolean {
  return (
    key.endsWith(':aud') &&
    values.some(
      value => value.kind === 'scalar' && value.text === 'sts.amazonaws.com',
    )
  );
}

function restricts(test: ConditionTest, claims: RegExp): Truth {
  if (
    !claims.test(test.key) ||
    !positive.test(test.operator) ||
    test.mayVanish ||
    test.values.length === 0
  ) {
    return false;
  }
  // Only StringLike has wildcards.
  if (!/Like/i.test(test.operator)) return true;
  return every(
    test.values.map(value =>
      value.kind === 'reference'
        ? true
        : testText(value, text => namesOwner(text, test.key)),
    ),
  );
}

/** Whether a pattern names the owner: the subject `repo:acme/*` or `organization:acme:*`, another claim `acme/*`. */
function namesOwner(text: string, key: string): boolean {
  if (!/[*?]/.test(text)) return true;
  return key.endsWith(':sub')
    ? /^[^*?:/@]+:[^*?:/@]+[:/@]/.test(text)
    : /^[^*?:/@]+[/@]/.test(text);
}
