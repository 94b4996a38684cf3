import type { Truth, Value } from '@private-serverless/template';
import type { ConditionTest } from './conditions';
import { excludesByFlag, meetsByFlag } from './flags';
import { type KeyKind, partyKind } from './keys';
import { every, not, some, testText } from './statement';

/** Operators that match only if the key is present and a value is equal. */
const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;
/** Operators that match if no value is equal, including a request without the key. */
const negative =
  /^(ForAllValues:)?(StringNotEquals|StringNotEqualsIgnoreCase|StringNotLike|ArnNotEquals|ArnNotLike)(IfExists)?$/i;
/** Operators whose values have wildcards. ArnEquals is the same as ArnLike. */
const withWildcards = /Like|Arn/i;
const wildcard = /[*?]/;

/** The kind of a key, or undefined for one that does not tell a stranger from others. */
export type KindOf = (key: string) => KeyKind | undefined;

/** Whether a stranger can meet a test of an Allow. */
export function admitsStrangers(test: ConditionTest, kindOf: KindOf): Truth {
  if (excludesByFlag(test)) return false;
  const kind = kindOf(test.key);
  if (kind === undefined || !positive.test(test.operator)) return true;
  // Without its values, the test is not part of the policy.
  if (test.mayVanish) return true;
  return some(test.values.map(value => not(isSpecific(value, test, kindOf))));
}

/** Whether each stranger meets a test of a Deny. */
export function meetsAllStrangers(test: ConditionTest, kindOf: KindOf): Truth {
  const kind = kindOf(test.key);
  if (kind === undefined) return meetsByFlag(test);
  if (!negative.test(test.operator)) return false;
  if (test.values.length === 0) return false;
  return every(test.values.map(value => isSpecific(value, test, kindOf)));
}

/** Whether a value is the variable of the key itself, such as `${aws:SourceVpc}`, which equals the key in every request. */
export function namesItself({ key }: ConditionTest, value: Value): boolean {
  if (value.kind !== 'scalar') return false;
  const name = /\$\{\s*([\w-]+:[^:}\s][^},\s]*)/.exec(value.text)?.[1];
  return name?.toLowerCase() === key;
}

/** A variable of a policy, such as `${aws:PrincipalTag/team}`, with its key. `${AWS::AccountId}` is not one. */
const variable = /\$\{\s*([\w-]+:(?!:)[^},]+)[^}]*\}/g;

/** Whether a value never equals that of a stranger. */
function isSpecific(value: Value, test: ConditionTest, kindOf: KindOf): Truth {
  const { operator } = test;
  const kind = kindOf(test.key)!;
  // Ref and GetAtt of a resource in the template: an ID or an ARN without wildcards.
  if (value.kind === 'reference') return true;
  if (value.kind === 'unknown') {
    return isOneText(value, operator) && kind !== 'name' ? true : undefined;
  }
  const opened = openVariables(value, kindOf);
  const hasWildcards = opened !== value || withWildcards.test(operator);
  return testText(
    opened,
    text => !hasWildcards || isSpecificText(text, kind, operator),
  );
}

/** A value with a star for each variable about which the request of a stranger decides, such as a tag of the caller. */
function openVariables(value: Value, kindOf: KindOf): Value {
  if (value.kind !== 'scalar') return value;
  const text = value.text.replace(variable, (whole, key: string) =>
    isOfResource(key, kindOf) ? whole : '*',
  );
  return text === value.text ? value : { ...value, text };
}

/**
 * Whether a value whose content is not known certainly names one thing: it is one string without wildcards. In an operator without
 * wildcards, a star is an ordinary character.
 */
export function isOneText(
  value: Extract<Value, { kind: 'unknown' }>,
  operator: string,
): boolean {
  if (value.string === undefined) return false;
  return (
    !withWildcards.test(operator) ||
    value.string.type !== undefined ||
    value.string.pattern?.mayHaveWildcards === false
  );
}

/** Whether a variable is the account or organization of the resource that the policy belongs to, which a stranger cannot choose. */
function isOfResource(key: string, kindOf: KindOf): boolean {
  const name = key.trim().toLowerCase();
  return partyKind(name) !== undefined && kindOf(name) === undefined;
}

function isSpecificText(
  text: string,
  kind: KeyKind,
  operator: string,
): boolean {
  if (!wildcard.test(text)) return true;
  switch (kind) {
    case 'arn':
      // In a string operator, a star matches colons too, so that the account can be anywhere in the ARN.
      return (
        isSpecificArn(text) &&
        !(
          /String/i.test(operator) &&
          wildcard.test(text.split(':').slice(0, 4).join(':'))
        )
      );
    case 'organization-path':
      return !wildcard.test(text.split('/')[0]);
    case 'user-id':
      // The ID of a role with any session.
      return !wildcard.test(text.replace(/:\*$/, ''));
    case 'name':
      // A URL with its whole host before the first wildcard.
      return /^https?:\/\/[^/*?@]+\//i.test(text);
    default:
      return false;
  }
}

/**
 * Whether a pattern of ARNs matches resources of one account only: it names the account, or a bucket, whose name is unique.
 * Only S3 and few other services have ARNs without an account.
 */
export function isSpecificArn(arn: string): boolean {
  const [, , , , account = '*', ...rest] = arn.split(':');
  if (account !== '') return !wildcard.test(account);
  const [name] = rest.join(':').split('/');
  return name !== '' && !wildcard.test(name);
}
