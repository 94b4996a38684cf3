import { entry, stringOf } from '@private-serverless/template';
import type { ApiMethod } from '../api/ApiMethod';
import { methodsOf } from '../api/methods';
import { Observation, Rule } from '../rule';
import type { Intent } from '../template/intent';
import { Template } from '../template/Template';

/** The types of authorization that fulfill what was asked for. */
const types: Record<NonNullable<Intent['authorization']>, RegExp> = {
  iam: /^AWS_IAM$/,
  jwt: /^(CUSTOM|COGNITO_USER_POOLS)$/,
  none: /^/,
};

/**
 * PS39: the methods of REST APIs require the authorization that the repository or the template states. OPTIONS, the health path and GET on
 * the paths of the app are exempt: the policy of the API restricts them like all others.
 */
export const authorization: Rule = {
  id: 'PS39',
  title: 'Methods require the authorization that was asked for',
  severity: 'H',
  why: 'A method without authorization serves everybody who reaches the endpoint.',
  fix: 'Set AuthorizationType of the method: AWS_IAM for iam, CUSTOM with an AuthorizerId for jwt.',
  *check(template) {
    const { authorization: wanted } = template.intent;
    if (wanted === undefined) return;
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      for (const method of methodsOf(template, api)) {
        if (!isExempt(template, method)) yield assess(method, wanted);
      }
    }
  },
};

function assess(
  method: ApiMethod,
  wanted: NonNullable<Intent['authorization']>,
): Observation {
  const { resource, at, verb = '', path = '', authorization: found } = method;
  const base = { resource: resource.id, at };
  const name = verb && path ? `${verb} ${path}` : resource.id;
  if ('why' in found) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine the authorization of ${name}: the value ${found.why}.`,
    };
  }
  const isWanted = types[wanted].test(found.type);
  return {
    ...base,
    status: isWanted ? 'proven' : 'violated',
    message: `${name} has authorization ${found.type}${
      isWanted ? '' : `, not the one that was asked for (${wanted})`
    }.`,
  };
}

function isExempt(template: Template, { verb, path }: ApiMethod): boolean {
  if (verb === 'OPTIONS') return true;
  if (verb !== 'GET' || path === undefined) return false;
  return (
    path === healthPathOf(template) ||
    (template.intent.appPaths ?? []).some(
      app => path === app || path.startsWith(app === '/' ? '/' : `${app}/`),
    )
  );
}

/** The path in the output HealthPath of generated templates. */
function healthPathOf(template: Template): string {
  const output = entry(entry(template.root, 'Outputs'), 'HealthPath');
  return stringOf(entry(output, 'Value')) ?? '/health';
}
