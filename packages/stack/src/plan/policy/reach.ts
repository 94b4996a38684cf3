import type { Comparison } from '../view/Comparison';
import { referredIds, shownValue } from '../view/references';
import { matches } from './covers';
import type { Policy, Statement, Test } from './Statement';

/**
 * Condition keys that name the caller, or the resource on whose behalf a service calls.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const callerKeys = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'kms:calleraccount',
]);

/** Maximum number of denials of a policy that are evaluated. Templates are untrusted, and a policy needs a few. */
const maxDenials = 100;

/** Condition keys that name the account or organization of the resource that is called. */
const resourceKeys = new Set([
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
]);

const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;
const negative = /^(String|Arn)Not(Equals|EqualsIgnoreCase|Like)(IfExists)?$/;

/**
 * Whom a resource policy of a new resource admits from outside the stack, one text for each. Empty if it admits only
 * resources of the stack and, unless it is a trust policy, principals of its account.
 *
 * @param policy - the policy of the statement, whose denials can restrict it
 */
export function admittedFromOutside(
  statement: Statement,
  policy: Policy,
  comparison: Comparison,
  isTrust: boolean,
): string[] {
  const { principals } = statement;
  if (principals.not) return ['everyone except the named principals'];
  const callers = callersOf(statement, policy, comparison);
  return [
    ...new Set(
      principals.values.flatMap(principal => {
        const value = principal.slice(principal.indexOf(':') + 1);
        if (principal === '*') return callers ?? ['everyone'];
        if (principal.startsWith('Service:')) {
          if (isTrust) return [];
          return callers ?? [`${value} on behalf of every account`];
        }
        if (isOfStack(value, comparison)) return [];
        if (principal.startsWith('AWS:')) {
          const account = accountIn(value);
          if (!isTrust && account === comparison.identity.accountId) return [];
          return callers ?? [outsiderText(value, comparison)];
        }
        return [`identities of ${shownValue(value, comparison.all)}`];
      }),
    ),
  ];
}

/**
 * The named callers from outside the stack. Undefined if the statement admits every caller, because neither its
 * conditions nor a denial of the same policy names callers.
 */
function callersOf(
  statement: Statement,
  policy: Policy,
  comparison: Comparison,
): string[] | undefined {
  const named =
    namedBy(statement.tests, callerKeys, positive) ??
    policy.statements
      .filter(({ effect }) => effect === 'Deny')
      .slice(0, maxDenials)
      .filter(other => deniesAllOthers(other, statement))
      .map(other => namedBy(other.tests, callerKeys, negative))
      .find(values => values !== undefined);
  return named?.flatMap(value =>
    isOfStack(value, comparison) ||
    accountIn(value) === comparison.identity.accountId
      ? []
      : [shownValue(value, comparison.all)],
  );
}

/** Whether a condition names the account or organization of the caller or the resource. */
export function namesAccount(tests: readonly Test[]): boolean {
  return (
    namedBy(tests, callerKeys, positive) !== undefined ||
    namedBy(tests, resourceKeys, positive) !== undefined
  );
}

/** The values of the first test that names callers. A test with a wildcard for everyone names nobody. */
function namedBy(
  tests: readonly Test[],
  keys: ReadonlySet<string>,
  operators: RegExp,
): string[] | undefined {
  return tests.find(
    ({ operator, key, values }) =>
      keys.has(key.toLowerCase()) &&
      operators.test(operator) &&
      values.length > 0 &&
      !values.some(value => isAnyone(value)),
  )?.values;
}

/** Whether a value is `*`, or an ARN without an account and a name. */
function isAnyone(value: string): boolean {
  return (
    /^[*?]*$/.test(value) || /^arn:[^:]*:[^:]*:[*?]*:[*?]*:[*?/]*$/.test(value)
  );
}

/** Whether a denial covers a statement for everyone except the callers of its only test. */
function deniesAllOthers(denial: Statement, statement: Statement): boolean {
  const covers = (one: Statement['actions'], other: Statement['actions']) =>
    !one.not &&
    !other.not &&
    other.values.every(value =>
      one.values.some(pattern =>
        matches(pattern.toLowerCase(), value.toLowerCase()),
      ),
    );
  return (
    denial.effect === 'Deny' &&
    denial.unknown === undefined &&
    denial.tests.length === 1 &&
    !denial.principals.not &&
    denial.principals.values.includes('*') &&
    covers(denial.actions, statement.actions) &&
    covers(denial.resources, statement.resources)
  );
}

/** Whether a value is, or contains, a reference to a resource of the stack. */
export function isOfStack(value: string, { after }: Comparison): boolean {
  return referredIds(value, after).length > 0;
}

/** The account in an ARN, or the account itself. */
export function accountIn(value: string): string | undefined {
  return /^\d{12}$/.test(value)
    ? value
    : /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1];
}

function outsiderText(value: string, { all, identity }: Comparison): string {
  const account = accountIn(value);
  if (account === undefined) return shownValue(value, all);
  const isWhole = /^(\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(value);
  if (account === identity.accountId) {
    return isWhole
      ? `every principal of account ${account} that has permission`
      : value;
  }
  return isWhole ? `account ${account}` : `${value} of account ${account}`;
}
