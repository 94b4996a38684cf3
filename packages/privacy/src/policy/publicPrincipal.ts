import { Template } from '../template/template';
import { Value } from '../template/value';
import { Judgement } from './apiPolicy';
import { conditionBlocks, ConditionTest } from './conditions';
import { PolicyDocument } from './document';
import {
  every,
  Fact,
  isForAnybody,
  mayAllow,
  some,
  textFact,
} from './statement';

/** Keys that say who calls, or on behalf of what. That a connection is encrypted, or its address, does not. */
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

/** Whether a resource policy lets anybody in. */
export function judgePublicPrincipal(
  template: Template,
  document: PolicyDocument,
): Judgement {
  const { at } = document;
  const none: Judgement = {
    status: 'proven',
    at,
    message: 'The policy names who may use the resource.',
  };
  if (document.kind === 'absent') return none;
  if (document.kind === 'unknown') {
    return {
      status: 'unproven',
      at,
      message: `The policy cannot be judged: it ${document.why}.`,
    };
  }
  let unclear: Judgement | undefined;
  for (const statement of document.statements) {
    const open =
      statement.kind === 'statement'
        ? isOpen(template, statement.value)
        : undefined;
    if (open === true) {
      return {
        status: 'violated',
        at: statement.at,
        message: 'A statement lets anybody use the resource.',
      };
    }
    if (open === undefined) {
      unclear ??= {
        status: 'unproven',
        at: statement.at,
        message: 'Whom a statement lets use the resource is not known.',
      };
    }
  }
  return unclear ?? none;
}

function isOpen(template: Template, statement: Value): Fact {
  if (!mayAllow(template, statement)) return false;
  return every([
    isForAnybody(template, statement),
    some(
      conditionBlocks(template, statement).map(block =>
        block.kind === 'unknown'
          ? undefined
          : every(block.tests.map(leavesOpen)),
      ),
    ),
  ]);
}

/** A test that bounds who calls leaves nothing open; without values it says nothing. */
function leavesOpen({ key, operator, values }: ConditionTest): Fact {
  if (!callerKeys.has(key) || !positive.test(operator) || !values.length) {
    return true;
  }
  const wild = /Like/.test(operator);
  return some(
    values.map(value => textFact(value, text => wild && isAnything(text))),
  );
}

/** `*`, and ARNs without an account or a name: `arn:aws:s3:::*`. */
function isAnything(text: string): boolean {
  return (
    /^[*?]*$/.test(text) || /^arn:[^:]*:[^:]*:[*?]*:[*?]*:[*?/]*$/.test(text)
  );
}
