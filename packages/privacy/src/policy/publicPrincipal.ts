import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { Assessment } from './apiPolicy';
import { conditionBlocks } from './conditions';
import { excludesStrangers } from './coverage';
import type { PolicyDocument } from './document';
import { unknownElement } from './elements';
import { isMailOfOneDomain } from './flags';
import { callerKind } from './keys';
import { admitsStrangers } from './specific';
import {
  every,
  isForEveryone,
  isPresent,
  mayAllow,
  not,
  some,
} from './statement';

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
  const statements = document.statements;
  let unclear: Assessment | undefined;
  for (const statement of statements) {
    const element =
      statement.kind === 'statement'
        ? unknownElement(statement.value)
        : undefined;
    if (element !== undefined) {
      unclear ??= {
        status: 'unproven',
        at: statement.at,
        message: `Cannot evaluate a statement: IAM has no element ${element}.`,
      };
    }
    const open =
      statement.kind === 'statement'
        ? every([
            isOpen(template, statement.value),
            not(
              excludesStrangers(
                template,
                statements,
                statement.value,
                callerKind,
              ),
            ),
          ])
        : undefined;
    if (open === true) {
      return {
        status: 'violated',
        at: statement.at,
        message:
          statement.kind === 'statement' &&
          isPresent(template, statement.value, 'Condition')
            ? 'A statement allows everyone to use the resource: also strangers can meet its condition.'
            : 'A statement allows everyone to use the resource.',
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
          : every([
              !isMailOfOneDomain(block.tests),
              ...block.tests.map(test => admitsStrangers(test, callerKind)),
            ]),
      ),
    ),
  ]);
}
