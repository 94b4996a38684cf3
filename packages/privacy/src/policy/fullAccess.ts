import type { Truth } from '@private-serverless/template';
import { Template } from '../template/Template';
import { Assessment } from './apiPolicy';
import { conditionBlocks } from './conditions';
import { excludesStrangers, patternCovers } from './coverage';
import type { PolicyDocument, Statement } from './document';
import { partyKind } from './keys';
import { admitsStrangers } from './specific';
import {
  every,
  isForEveryone,
  isPresent,
  mayAllow,
  not,
  some,
  testElement,
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
  const wide = document.statements.map(statement => ({
    at: statement.at,
    ...actionsForEveryone(template, document.statements, statement),
  }));
  const certain = wide.flatMap(({ isWide, actions }) =>
    isWide === true ? actions : [],
  );
  if (isFullAccess(certain)) {
    return {
      status: 'violated',
      at: wide.find(({ isWide }) => isWide === true)!.at,
      message:
        'A statement allows all actions on all resources of the service for all principals.',
    };
  }
  const possible = wide.flatMap(({ isWide, actions }) =>
    isWide === false ? [] : actions,
  );
  if (isFullAccess(possible)) {
    const unclear = wide.find(({ isWide }) => isWide === undefined)!;
    return {
      status: 'unproven',
      at: unclear.at,
      message: `Cannot determine whether the statement allows full access: it ${unclear.why}.`,
    };
  }
  return {
    status: 'proven',
    at,
    message: 'The endpoint policy names principals, actions or resources.',
  };
}

/** The actions that a statement allows everyone on resources of every account. An action that is not known is `*`. */
function actionsForEveryone(
  template: Template,
  statements: readonly Statement[],
  statement: Statement,
): { isWide: Truth; actions: string[]; why: string } {
  if (statement.kind === 'unknown') {
    return { isWide: undefined, actions: ['*'], why: statement.why };
  }
  const { value } = statement;
  const actions = isPresent(template, value, 'NotAction')
    ? ['*']
    : template
        .items(template.child(value, 'Action'))
        .map(action => (action.kind === 'scalar' ? action.text : undefined));
  const isWide = every([
    mayAllow(template, value),
    isForEveryone(template, value),
    isPresent(template, value, 'NotResource') ||
      some(testElement(template, value, 'Resource', isBroadResource)),
    some(
      conditionBlocks(template, value).map(block =>
        block.kind === 'unknown'
          ? undefined
          : every(block.tests.map(test => admitsStrangers(test, partyKind))),
      ),
    ),
    not(excludesStrangers(template, statements, value, partyKind)),
  ]);
  return {
    isWide: isWide && actions.includes(undefined) ? undefined : isWide,
    actions: actions.map(action => action ?? '*'),
    why: 'has unknown values',
  };
}

/** Verbs of actions that read, list, write and delete. */
const verbs = ['Get', 'List', 'Put', 'Delete'];

/**
 * Whether patterns of actions together are all actions of a service: `*`, `s3:*`, or wildcards for each kind of action. An endpoint
 * has only one service.
 */
function isFullAccess(actions: readonly string[]): boolean {
  const patterns = actions.filter(action => /[*?]/.test(action));
  return (
    patterns.some(isBroadAction) ||
    verbs.every(verb =>
      patterns.some(pattern =>
        patternCovers(pattern.replace(/^[^:]*:/, ''), `${verb}Any`, true),
      ),
    )
  );
}

/** Whether an action is `*`, `s3:*` or a variant. */
function isBroadAction(action: string): boolean {
  return /^[*?]+$/.test(action) || /^[^:]*:[*?]+$/.test(action);
}

/**
 * Whether a resource names neither an account nor a resource: `*`, `arn:*`, `arn:aws:s3:::*`,
 * `arn:aws:dynamodb:eu-central-1:*:table/*`.
 */
function isBroadResource(resource: string): boolean {
  return (
    /^[*?/:]+$/.test(resource) ||
    // A star before the account stands for it, too.
    /^[^:]*(:[^:]*){0,4}\*$/.test(resource) ||
    /^arn:[^:]*:[^:]*:[^:]*:(:|[*?]+:([a-z-]+[/:])?)[*?/]+$/i.test(resource)
  );
}
