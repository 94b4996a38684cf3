import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { Assessment } from './apiPolicy';
import { conditionBlocks, ConditionTest } from './conditions';
import { PolicyDocument } from './document';
import { every, isForEveryone, mayAllow, some, testText } from './statement';

/**
 * Condition keys that identify the caller or the resource on whose behalf it
 * acts. Keys for encryption or the address of a connection do not.
 */
const callerKeys = new Set(
  [
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceOrgID',
    'aws:SourceOrgPaths',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'kms:CallerAccount',
    'sns:Endpoint',
  ].map(key => key.toLowerCase()),
);
const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

/** Whether a resource policy allows access for everyone. */
export function assessPublicPrincipal(
  template: Template,
  document: PolicyDocument,
): Assessment {
  const { at } = document;
  const none: Assessment = {
    status: 'proven',
    at,
    message: 'The policy names the principals that may use the resource.',
  };
  if (document.kind === 'absent') return none;
  if (document.kind === 'unknown') {
    return {
      status: 'unproven',
      at,
      message: `Cannot evaluate the policy: it ${document.why}.`,
    };
  }
  let unclear: Assessment | undefined;
  for (const statement of document.statements) {
    const open =
      statement.kind === 'statement'
        ? isOpen(template, statement.value)
        : undefined;
    if (open === true) {
      return {
        status: 'violated',
        at: statement.at,
        message: 'A statement allows everyone to use the resource.',
      };
    }
    if (open === undefined) {
      unclear ??= {
        status: 'unproven',
        at: statement.at,
        message:
          'Cannot determine whom a statement allows to use the resource.',
      };
    }
  }
  return unclear ?? none;
}

function isOpen(template: Template, statement: Value): Truth {
  if (!mayAllow(template, statement)) return false;
  return every([
    isForEveryone(template, statement),
    some(
      conditionBlocks(template, statement).map(block =>
        block.kind === 'unknown'
          ? undefined
          : every(block.tests.map(leavesOpen)),
      ),
    ),
  ]);
}

/** Whether a test leaves the statement open to everyone. A test without values restricts nothing. */
function leavesOpen({ key, operator, values }: ConditionTest): Truth {
  if (!callerKeys.has(key) || !positive.test(operator) || !values.length) {
    return true;
  }
  const wild = /Like/.test(operator);
  return some(
    values.map(value => testText(value, text => wild && isAnything(text))),
  );
}

/** Whether a value is `*`, or an ARN without an account and a name: `arn:aws:s3:::*`. */
function isAnything(text: string): boolean {
  return (
    /^[*?]*$/.test(text) || /^arn:[^:]*:[^:]*:[*?]*:[*?]*:[*?/]*$/.test(text)
  );
}
