import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { conditionBlocks, ConditionTest } from './conditions';
import { PolicyDocument } from './document';
import { Assessment } from './apiPolicy';
import {
  testElement,
  every,
  isForEveryone,
  isPresent,
  mayAllow,
  some,
  certainlyDenies,
  testText,
} from './statement';

/**
 * Whether the policy of a VPC endpoint allows full access, as the default
 * policy does: all principals, actions and resources.
 */
export function assessFullAccess(
  template: Template,
  document: PolicyDocument,
): Assessment {
  const { at } = document;
  if (document.kind === 'absent') {
    return {
      status: 'violated',
      at,
      message:
        'The endpoint has no policy, so it has the default policy with full access.',
    };
  }
  if (document.kind === 'unknown') {
    return {
      status: 'unproven',
      at,
      message: `Cannot evaluate the endpoint policy: it ${document.why}.`,
    };
  }
  const perimeter = document.statements.some(
    statement =>
      statement.kind === 'statement' &&
      statement.certain &&
      isPerimeter(template, statement.value),
  );
  let unclear: Assessment | undefined;
  for (const statement of document.statements) {
    const unclearWhy = (why: string): Assessment => ({
      status: 'unproven',
      at: statement.at,
      message: `Cannot determine whether the statement allows full access: it ${why}.`,
    });
    if (statement.kind === 'unknown') {
      unclear ??= unclearWhy(statement.why);
    } else if (!perimeter && mayAllow(template, statement.value)) {
      const full = isFull(template, statement.value);
      if (full === true) {
        return {
          status: 'violated',
          at: statement.at,
          message:
            'A statement allows all actions on all resources of the service for all principals.',
        };
      }
      if (full === undefined) unclear ??= unclearWhy('has unknown values');
    }
  }
  return (
    unclear ?? {
      status: 'proven',
      at,
      message: 'The endpoint policy names principals, actions or resources.',
    }
  );
}

function isFull(template: Template, statement: Value): Truth {
  return every([
    isForEveryone(template, statement),
    isPresent(template, statement, 'NotAction') ||
      some(testElement(template, statement, 'Action', isBroadAction)),
    isPresent(template, statement, 'NotResource') ||
      some(testElement(template, statement, 'Resource', isBroadResource)),
    some(
      conditionBlocks(template, statement).map(block =>
        block.kind === 'unknown'
          ? undefined
          : every(block.tests.map(isAlwaysTrue)),
      ),
    ),
  ]);
}

/** Whether an action is `*`, `s3:*` or a variant. An endpoint has only one service, so both cover all actions. */
function isBroadAction(action: string): boolean {
  return /^[*?]+$/.test(action) || /^[^:]*:[*?]+$/.test(action);
}

/** Whether a resource names nothing specific: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:table/*`. */
function isBroadResource(resource: string): boolean {
  return (
    /^[*?/:]+$/.test(resource) ||
    /^arn:[^:]*:[^:]*:[*?]*:(:|[*?]+:([a-z-]+[/:])?)[*?/]+$/i.test(resource)
  );
}

/** Whether a test restricts nothing, such as `StringLike: {aws:PrincipalArn: '*'}`. */
function isAlwaysTrue({ operator, values }: ConditionTest): Truth {
  if (!/(Like|IfExists|ForAllValues)/.test(operator)) return false;
  if (/Not/.test(operator)) return false;
  return some(values.map(value => testText(value, text => /^\*+$/.test(text))));
}

/** Whether a statement is a data perimeter, that is, denies all access from outside a named scope. */
function isPerimeter(template: Template, statement: Value): boolean {
  const certainly = (
    element: 'Action' | 'Resource',
    test: (t: string) => boolean,
  ) =>
    template.child(statement, element).length === 1 &&
    some(testElement(template, statement, element, test)) === true;
  return (
    certainlyDenies(template, statement) &&
    !isPresent(template, statement, 'NotPrincipal') &&
    isForEveryone(template, statement) === true &&
    certainly('Action', isBroadAction) &&
    certainly('Resource', isBroadResource) &&
    conditionBlocks(template, statement).every(
      block =>
        block.kind === 'tests' &&
        block.tests.length <= 1 &&
        block.tests.every(isNamedException),
    )
  );
}

function isNamedException({ operator, values }: ConditionTest): boolean {
  return (
    /^(String|Arn)Not(Equals|EqualsIgnoreCase|Like)(IfExists)?$/.test(
      operator,
    ) &&
    values.length > 0 &&
    values.every(
      value => testText(value, text => /^[*?]*$/.test(text)) === false,
    )
  );
}
