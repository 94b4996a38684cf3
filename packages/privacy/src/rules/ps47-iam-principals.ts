import type { Value } from '@private-serverless/template';
import { mayCover } from '../api/coverage';
import type { ApiMethod } from '../api/ApiMethod';
import { methodsOf } from '../api/methods';
import { conditionBlocks } from '../policy/conditions';
import type { PolicyDocument } from '../policy/document';
import { isForEveryone, mayAllow } from '../policy/statement';
import { Observation, Rule } from '../rule';
import { Resource, Template } from '../template/Template';
import { policiesOf } from './ps11-api-policy';

/**
 * PS47: where methods require IAM, the policy of the API names who may call them. In one account, an identity policy or the policy of the API is enough, so that
 * a policy for everybody admits every principal of the account.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export const iamPrincipals: Rule = {
  id: 'PS47',
  title: 'API policies name the principals of methods that require IAM',
  severity: 'H',
  why: 'A policy for everybody admits every role and user of the account, although the methods require IAM.',
  fix: 'Name account roots or roles as Principal, or limit the statement to the paths of other methods, such as execute-api:/*/GET/health.',
  *check(template) {
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      const methods = methodsOf(template, api);
      const signed = methods.filter(
        ({ authorization }) =>
          'type' in authorization && authorization.type === 'AWS_IAM',
      );
      const unclear = methods.find(
        ({ authorization }) => 'why' in authorization,
      );
      if (signed.length === 0 && !unclear) continue;
      for (const document of policiesOf(template, api)) {
        yield* assess(template, api, signed, unclear, document);
      }
    }
  },
};

function* assess(
  template: Template,
  api: Resource,
  signed: ApiMethod[],
  unclear: ApiMethod | undefined,
  document: PolicyDocument,
): Iterable<Observation> {
  const { id } = api;
  const cannot = (at: Observation['at'], why: string): Observation => ({
    status: 'unproven',
    resource: id,
    at,
    message: `Cannot determine who may call the methods of ${id} that require IAM: ${why}.`,
  });
  // PS11 reports a missing policy.
  if (document.kind === 'absent') return;
  if (document.kind === 'unknown') {
    yield cannot(document.at, `the policy ${document.why}`);
    return;
  }
  let isNamed = true;
  for (const statement of document.statements) {
    if (statement.kind === 'unknown') {
      isNamed = false;
      yield cannot(statement.at, `a statement ${statement.why}`);
      continue;
    }
    if (!mayAllow(template, statement.value)) continue;
    const everyone = isForEveryone(template, statement.value);
    if (everyone === false || namesPrincipal(template, statement.value)) {
      continue;
    }
    const method = signed.find(one => mayCover(template, statement.value, one));
    if (!method && !unclear) continue;
    isNamed = false;
    if (method && everyone) {
      yield {
        status: 'violated',
        resource: id,
        at: statement.at,
        message: `A statement of ${id} admits everybody to ${
          method.verb ?? 'a method'
        } ${method.path ?? `of ${method.resource.id}`}, which requires IAM.`,
      };
    } else {
      yield cannot(
        statement.at,
        method
          ? 'the Principal of a statement is not known'
          : 'the authorization of a method is not known',
      );
    }
  }
  if (isNamed) {
    yield {
      status: 'proven',
      resource: id,
      at: document.at,
      message: `The policy of ${id} names the principals of the methods that require IAM.`,
    };
  }
}

/** Whether a condition limits a statement to the ARNs of principals. */
function namesPrincipal(template: Template, statement: Value): boolean {
  return conditionBlocks(template, statement).every(
    block =>
      block.kind === 'tests' &&
      block.tests.some(
        ({ key, operator, values, mayVanish }) =>
          key === 'aws:principalarn' &&
          /^(ForAnyValue:)?(String|Arn)(Equals|Like)$/i.test(operator) &&
          !mayVanish &&
          values.every(
            value =>
              value.kind === 'reference' ||
              (value.kind === 'scalar' &&
                /^arn:[^*?]*:(role|user|assumed-role)\/[^*?]/.test(value.text)),
          ),
      ),
  );
}
