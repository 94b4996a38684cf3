import ipaddr from 'ipaddr.js';
import { Properties, Value } from '../account/Account';
import { asList, asMap, asTexts } from '../account/values';

/** A request that a policy is evaluated for. */
export type PolicyRequest = {
  action: string;
  /** ARN of the called resource. */
  resource: string;
  /** Values of the condition keys. Names are lowercase, e.g. `aws:sourcevpce`. */
  keys: Record<string, string>;
};

/** Explicit: a Deny statement matches. Implicit: no Allow statement matches. */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny';

const conditionKeys = [
  'aws:principalaccount',
  'aws:resourceaccount',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
];
const operators: Record<string, (actual: string, expected: string) => boolean> =
  {
    StringEquals: (actual, expected) => actual === expected,
    StringEqualsIgnoreCase: (actual, expected) =>
      actual.toLowerCase() === expected.toLowerCase(),
    StringLike: matches,
    ArnLike: matches,
    ArnEquals: matches,
    IpAddress: inBlock,
  };
const negatedOperators: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnEquals',
  NotIpAddress: 'IpAddress',
};

/** Reads a policy document or its JSON. Undefined if there is no policy. */
export function parsePolicy(value: Value | undefined): Properties | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') return asMap(value);
  try {
    return asMap(JSON.parse(value));
  } catch {
    return { Statement: 'not valid JSON' };
  }
}

/** Why the sandbox cannot evaluate a policy. Undefined if it can. */
export function policyProblem(
  policy: Properties | undefined,
): string | undefined {
  if (!policy) return undefined;
  for (const item of asList(policy.Statement)) {
    const statement = asMap(item);
    const effect = statement.Effect;
    if (effect !== 'Allow' && effect !== 'Deny') {
      return 'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.';
    }
    for (const key of ['NotPrincipal', 'NotAction', 'NotResource']) {
      if (key in statement) {
        return `sandbox: ${key} in a policy is not supported`;
      }
    }
    for (const [operator, tests] of Object.entries(
      asMap(statement.Condition),
    )) {
      const name = operator.replace(/IfExists$/, '');
      if (!(name in operators) && !(name in negatedOperators)) {
        return `sandbox: condition operator ${operator} in a policy is not supported`;
      }
      for (const key of Object.keys(asMap(tests))) {
        if (!conditionKeys.includes(key.toLowerCase())) {
          return `sandbox: condition key ${key} in a policy is not supported`;
        }
      }
    }
  }
  return undefined;
}

/**
 * Evaluates a resource or endpoint policy for an unsigned request. An explicit
 * deny takes precedence. Without an allow, the request is denied.
 */
export function decide(policy: Properties, request: PolicyRequest): Decision {
  const matching = asList(policy.Statement)
    .map(asMap)
    .filter(statement => applies(statement, request));
  if (matching.some(statement => statement.Effect === 'Deny')) {
    return 'explicit-deny';
  }
  return matching.length > 0 ? 'allow' : 'implicit-deny';
}

function applies(statement: Properties, request: PolicyRequest): boolean {
  return (
    isEveryone(statement.Principal) &&
    asTexts(statement.Action).some(pattern =>
      matches(request.action.toLowerCase(), pattern.toLowerCase()),
    ) &&
    asTexts(statement.Resource).some(pattern =>
      matches(request.resource, expand(pattern, request.resource)),
    ) &&
    Object.entries(asMap(statement.Condition)).every(([operator, tests]) =>
      Object.entries(asMap(tests)).every(([key, expected]) =>
        holds(operator, request.keys[key.toLowerCase()], asTexts(expected)),
      ),
    )
  );
}

/** Only the principal `*` includes unsigned callers. */
function isEveryone(principal: Value | undefined): boolean {
  if (principal === '*') return true;
  return asTexts(asMap(principal).AWS).includes('*');
}

/**
 * Expands API Gateway's short form `execute-api:/stage/METHOD/path`, which
 * refers to this API.
 */
function expand(pattern: string, resource: string): string {
  if (!pattern.startsWith('execute-api:/')) return pattern;
  const [api] = resource.split('/');
  return `${api}${pattern.slice('execute-api:'.length)}`;
}

function holds(
  operator: string,
  actual: string | undefined,
  expected: string[],
): boolean {
  const ifExists = operator.endsWith('IfExists');
  const name = operator.replace(/IfExists$/, '');
  const negated = negatedOperators[name];
  if (actual === undefined) return ifExists || negated !== undefined;
  const test = operators[negated ?? name];
  const some = expected.some(value => test(actual, value));
  return negated ? !some : some;
}

/** Matches IAM's wildcards: `*` for any string, `?` for one character. */
function matches(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${expression}$`).test(text);
}

function inBlock(address: string, block: string): boolean {
  const [network, prefix = '32'] = block.split('/');
  if (!ipaddr.isValid(address) || !ipaddr.isValid(network)) return false;
  const one = ipaddr.parse(address);
  const other = ipaddr.parse(network);
  return one.kind() === other.kind() && one.match(other, Number(prefix));
}
