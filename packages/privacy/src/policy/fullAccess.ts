import { Template } from '../template/template';
import { Value } from '../template/value';
import { conditionBlocks, ConditionTest } from './conditions';
import { PolicyDocument } from './document';
import { Judgement } from './apiPolicy';
import {
  elementFacts,
  every,
  Fact,
  isForAnybody,
  isPresent,
  mayAllow,
  some,
  surelyDenies,
  textFact,
} from './statement';

/** Whether the policy of a VPC endpoint lets anybody do anything to anything, as the default policy does. */
export function judgeFullAccess(
  template: Template,
  document: PolicyDocument,
): Judgement {
  const { at } = document;
  if (document.kind === 'absent') {
    return {
      status: 'violated',
      at,
      message:
        'Without a policy the endpoint gets the default one: full access.',
    };
  }
  if (document.kind === 'unknown') {
    return {
      status: 'unproven',
      at,
      message: `The endpoint policy cannot be judged: it ${document.why}.`,
    };
  }
  const perimeter = document.statements.some(
    statement =>
      statement.kind === 'statement' &&
      statement.certain &&
      isPerimeter(template, statement.value),
  );
  let unclear: Judgement | undefined;
  for (const statement of document.statements) {
    const unclearWhy = (why: string): Judgement => ({
      status: 'unproven',
      at: statement.at,
      message: `Whether the statement allows full access is not known: it ${why}.`,
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
            'A statement lets any principal do anything to any resource of the service.',
        };
      }
      if (full === undefined)
        unclear ??= unclearWhy('has values that are not known');
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

function isFull(template: Template, statement: Value): Fact {
  return every([
    isForAnybody(template, statement),
    isPresent(template, statement, 'NotAction') ||
      some(elementFacts(template, statement, 'Action', isBroadAction)),
    isPresent(template, statement, 'NotResource') ||
      some(elementFacts(template, statement, 'Resource', isBroadResource)),
    some(
      conditionBlocks(template, statement).map(block =>
        block.kind === 'unknown'
          ? undefined
          : every(block.tests.map(isAlwaysTrue)),
      ),
    ),
  ]);
}

/** `*`, `s3:*` and their spellings: on an endpoint a whole service is everything. */
function isBroadAction(action: string): boolean {
  return /^[*?]+$/.test(action) || /^[^:]*:[*?]+$/.test(action);
}

/** No name of anything in it: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:table/*`. */
function isBroadResource(resource: string): boolean {
  return (
    /^[*?/:]+$/.test(resource) ||
    /^arn:[^:]*:[^:]*:[*?]*:(:|[*?]+:([a-z-]+[/:])?)[*?/]+$/i.test(resource)
  );
}

/** A test such as `StringLike: {aws:PrincipalArn: '*'}` restricts nothing. */
function isAlwaysTrue({ operator, values }: ConditionTest): Fact {
  if (!/(Like|IfExists|ForAllValues)/.test(operator)) return false;
  if (/Not/.test(operator)) return false;
  return some(values.map(value => textFact(value, text => /^\*+$/.test(text))));
}

/** A data perimeter: a Deny of everything for everybody outside of something named. */
function isPerimeter(template: Template, statement: Value): boolean {
  const certainly = (
    element: 'Action' | 'Resource',
    test: (t: string) => boolean,
  ) =>
    template.child(statement, element).length === 1 &&
    some(elementFacts(template, statement, element, test)) === true;
  return (
    surelyDenies(template, statement) &&
    !isPresent(template, statement, 'NotPrincipal') &&
    isForAnybody(template, statement) === true &&
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
      value => textFact(value, text => /^[*?]*$/.test(text)) === false,
    )
  );
}
