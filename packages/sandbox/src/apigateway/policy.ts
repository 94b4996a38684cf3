import ipaddr from 'ipaddr.js';
import { Properties, Value } from '../account/account';
import { asList, asMap, asTexts } from '../account/values';

/** What a policy decides about. */
export type PolicyRequest = {
  action: string;
  /** ARN of what is called. */
  resource: string;
  /** Condition keys in lower case, e.g. `aws:sourcevpce`. */
  keys: Record<string, string>;
};

/** `explicit`: a Deny statement fits; `implicit`: no Allow statement does. */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny';

const CONDITION_KEYS = [
  'aws:principalaccount',
  'aws:resourceaccount',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
];
const OPERATORS: Record<string, (actual: string, wanted: string) => boolean> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) =>
    actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: matches,
  ArnLike: matches,
  ArnEquals: matches,
  IpAddress: inBlock,
};
const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnEquals',
  NotIpAddress: 'IpAddress',
};

/** Reads a policy given as a document or as JSON text; undefined for none. */
export function parsePolicy(value: Value | undefined): Properties | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') return asMap(value);
  try {
    return asMap(JSON.parse(value));
  } catch {
    return { Statement: 'not JSON' };
  }
}

/** Why the sandbox cannot decide by a policy; undefined when it can. */
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
      if (key in statement)
        return `sandbox: ${key} in a policy is not supported`;
    }
    for (const [operator, tests] of Object.entries(
      asMap(statement.Condition),
    )) {
      const name = operator.replace(/IfExists$/, '');
      if (!(name in OPERATORS) && !(name in NEGATED)) {
        return `sandbox: condition operator ${operator} in a policy is not supported`;
      }
      for (const key of Object.keys(asMap(tests))) {
        if (!CONDITION_KEYS.includes(key.toLowerCase())) {
          return `sandbox: condition key ${key} in a policy is not supported`;
        }
      }
    }
  }
  return undefined;
}

/**
 * Decides by a resource or endpoint policy about an unsigned caller.
 * An explicit deny wins; without an allow the answer is no.
 */
export function decide(policy: Properties, request: PolicyRequest): Decision {
  const fitting = asList(policy.Statement)
    .map(asMap)
    .filter(statement => fits(statement, request));
  if (fitting.some(statement => statement.Effect === 'Deny')) {
    return 'explicit-deny';
  }
  return fitting.length > 0 ? 'allow' : 'implicit-deny';
}

function fits(statement: Properties, request: PolicyRequest): boolean {
  return (
    isEveryone(statement.Principal) &&
    asTexts(statement.Action).some(pattern =>
      matches(request.action.toLowerCase(), pattern.toLowerCase()),
    ) &&
    asTexts(statement.Resource).some(pattern =>
      matches(request.resource, expand(pattern, request.resource)),
    ) &&
    Object.entries(asMap(statement.Condition)).every(([operator, tests]) =>
      Object.entries(asMap(tests)).every(([key, wanted]) =>
        holds(operator, request.keys[key.toLowerCase()], asTexts(wanted)),
      ),
    )
  );
}

/** Only `*` names an unsigned caller. */
function isEveryone(principal: Value | undefined): boolean {
  if (principal === '*') return true;
  return asTexts(asMap(principal).AWS).includes('*');
}

/** API Gateway's short form `execute-api:/stage/METHOD/path` means this API. */
function expand(pattern: string, resource: string): string {
  if (!pattern.startsWith('execute-api:/')) return pattern;
  const [api] = resource.split('/');
  return `${api}${pattern.slice('execute-api:'.length)}`;
}

function holds(
  operator: string,
  actual: string | undefined,
  wanted: string[],
): boolean {
  const ifExists = operator.endsWith('IfExists');
  const name = operator.replace(/IfExists$/, '');
  const negated = NEGATED[name];
  if (actual === undefined) return ifExists || negated !== undefined;
  const test = OPERATORS[negated ?? name];
  const some = wanted.some(value => test(actual, value));
  return negated ? !some : some;
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
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
