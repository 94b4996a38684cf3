import { conditionBlocks } from '../policy/conditions';
import { policyDocuments, type Statement } from '../policy/document';
import { assessPublicPrincipal } from '../policy/publicPrincipal';
import { certainlyDenies, wildcardMatches } from '../policy/statement';
import { Observation, Rule, whyUnknown } from '../rule';
import { Template } from '../template/Template';

/** PS16: no function URL without AWS_IAM, and no permission for one. */
export const functionUrl: Rule = {
  id: 'PS16',
  title: 'No public function URL',
  severity: 'H',
  why: 'A function URL is a public address. Without AWS_IAM, everyone may call it.',
  fix: 'Remove the function URL and call the function through the private API, or set AuthType to AWS_IAM.',
  *check(template) {
    for (const url of template.ofType('AWS::Lambda::Url')) {
      for (const type of template.property(url, 'AuthType')) {
        const change = { path: 'Properties.AuthType', value: 'AWS_IAM' };
        const base = { resource: url.id, at: type.at, change };
        if (type.kind === 'scalar' || type.kind === 'absent') {
          const requiresIam = type.kind === 'scalar' && type.text === 'AWS_IAM';
          yield {
            ...base,
            status: requiresIam ? 'proven' : 'violated',
            message: requiresIam
              ? `${url.id} requires AWS_IAM.`
              : `${url.id} is a function URL that everyone may call.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message: `Cannot determine who may call ${
              url.id
            }: the value ${whyUnknown(type)}.`,
          };
        }
      }
    }
    yield* openPermissions(template);
    yield* openPolicies(template);
  },
};

/**
 * A permission for calls without authorization also applies to a URL that is
 * created outside the template.
 */
function* openPermissions(template: Template): Iterable<Observation> {
  for (const permission of template.ofType('AWS::Lambda::Permission')) {
    for (const type of template.property(permission, 'FunctionUrlAuthType')) {
      if (type.kind === 'absent') continue;
      if (type.kind === 'scalar' && type.text === 'AWS_IAM') continue;
      yield {
        status: type.kind === 'scalar' ? 'violated' : 'unproven',
        resource: permission.id,
        at: type.at,
        message:
          type.kind === 'scalar'
            ? `${permission.id} allows everyone to call the function by URL.`
            : `Cannot determine whom ${
                permission.id
              } allows to call the function by URL: the value ${whyUnknown(
                type,
              )}.`,
        fix: 'Remove the permission, or set FunctionUrlAuthType to AWS_IAM.',
        change: { path: 'Properties.FunctionUrlAuthType', value: 'AWS_IAM' },
      };
    }
  }
}

/**
 * A resource policy of a function for everyone, if it allows calls by URL. PS18 reports policies that allow other calls, so that one
 * mistake is not reported twice.
 */
function* openPolicies(template: Template): Iterable<Observation> {
  for (const policy of template.ofType('AWS::Lambda::ResourcePolicy')) {
    for (const document of policyDocuments(
      template,
      template.property(policy, 'PolicyDocument'),
    )) {
      if (document.kind !== 'document') continue;
      const byUrl = document.statements.filter(one =>
        mayCallByUrl(template, one),
      );
      if (byUrl.length === 0) continue;
      const denials = document.statements.filter(
        one => one.kind === 'statement' && certainlyDenies(template, one.value),
      );
      const { status, at } = assessPublicPrincipal(template, {
        ...document,
        statements: [...byUrl, ...denials],
      });
      yield {
        status,
        resource: policy.id,
        at,
        message:
          status === 'proven'
            ? `${policy.id} names who may call the function by URL.`
            : (status === 'violated' &&
                `${policy.id} allows everyone to call the function by URL.`) ||
              `Cannot determine whom ${policy.id} allows to call the function by URL.`,
        fix: 'Name principals in the policy, or remove lambda:InvokeFunctionUrl from its actions.',
      };
    }
  }
}

/** Whether a statement may allow calls by URL other than those that AWS_IAM authorizes. */
function mayCallByUrl(template: Template, statement: Statement): boolean {
  if (
    statement.kind !== 'statement' ||
    certainlyDenies(template, statement.value)
  ) {
    return false;
  }
  const actions = template.items(template.child(statement.value, 'Action'));
  const requiresIam = conditionBlocks(template, statement.value).every(
    block =>
      block.kind === 'tests' &&
      block.tests.some(
        ({ key, values, operator }) =>
          key === 'lambda:functionurlauthtype' &&
          /^String(Equals|Like)$/i.test(operator) &&
          values.every(
            value => value.kind === 'scalar' && value.text === 'AWS_IAM',
          ),
      ),
  );
  return (
    !requiresIam &&
    actions.some(
      action =>
        action.kind === 'scalar' &&
        wildcardMatches(action.text, 'lambda:InvokeFunctionUrl'),
    )
  );
}
