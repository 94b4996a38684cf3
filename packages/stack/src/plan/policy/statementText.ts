import { hidden, secretName } from '../../session/redaction/secretNames';
import { shownValue } from '../view/references';
import type { StackView } from '../view/StackView';
import type { Patterns, Statement, Test } from './Statement';

/** Maximum number of values of a list in a line. */
const maxShown = 6;

/** A statement in words: `s3:GetObject, s3:PutObject on Files for everyone if aws:SourceVpce is Endpoint`. */
export function statementText(statement: Statement, view: StackView): string {
  const { principals, actions, resources } = statement;
  const isAll = ({ not, values }: Patterns) => !not && values.includes('*');
  const action = isAll(actions)
    ? 'every action'
    : textOf(actions, 'every action', view);
  const resource = isAll(resources)
    ? 'every resource'
    : textOf(resources, 'every resource', view);
  const hasPrincipal = principals.not || principals.values.length > 0;
  return [
    `${action} on ${resource}`,
    ...(hasPrincipal ? [`for ${principalsText(principals, view)}`] : []),
    ...conditionText(statement.tests, view),
  ].join(' ');
}

/** The principals of a statement: `everyone`, `apigateway.amazonaws.com`, `account 111111111111`. */
export function principalsText(
  { not, values }: Patterns,
  view: StackView,
): string {
  const shown = listed(values.map(value => principalText(value, view)));
  return not ? `everyone except ${shown}` : shown;
}

function principalText(principal: string, view: StackView): string {
  if (principal === '*') return 'everyone';
  const value = principal.slice(principal.indexOf(':') + 1);
  const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return account ? `account ${account}` : shownValue(value, view);
}

function textOf(
  { not, values }: Patterns,
  everything: string,
  view: StackView,
): string {
  const shown = listed(values.map(value => shownValue(value, view)));
  return not ? `${everything} except ${shown}` : shown;
}

function conditionText(tests: Test[], view: StackView): string[] {
  if (tests.length === 0) return [];
  const text = tests
    .map(
      ({ operator, key, values }) =>
        `${key} ${verbOf(operator)} ${
          // The part after the service's name: secretsmanager:ResourceTag is not a secret.
          secretName.test(key.slice(key.indexOf(':') + 1))
            ? hidden
            : listed(
                values.map(value => shownValue(value, view)),
                ' or ',
              )
        }`,
    )
    .join(' and ');
  return [`if ${text}`];
}

/** The operators that need no name of their own in a line. */
function verbOf(operator: string): string {
  switch (operator) {
    case 'StringEquals':
    case 'ArnEquals':
    case 'Bool':
      return 'is';
    case 'StringNotEquals':
    case 'ArnNotEquals':
      return 'is not';
    case 'StringLike':
    case 'ArnLike':
      return 'is like';
    case 'StringNotLike':
    case 'ArnNotLike':
      return 'is not like';
    case 'IpAddress':
      return 'is in';
    case 'NotIpAddress':
      return 'is not in';
    default:
      return operator;
  }
}

function listed(values: string[], separator = ', '): string {
  if (values.length === 0) return 'nothing';
  if (values.length <= maxShown) return values.join(separator);
  return `${values.slice(0, maxShown).join(separator)}${separator}${
    values.length - maxShown
  } more`;
}
