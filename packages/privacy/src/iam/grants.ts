import type { Value } from '@private-serverless/template';
import {
  includesAction,
  readsConfiguration,
  resourceNeed,
  serviceOf,
  servicesWithAssignedIds,
} from './actions';
import { isPattern, isWholeService, listOf } from './patterns';
import { hasWildcardResource, limitsResources } from './resources';
import { isPresent } from '../policy/statement';
import type { Template } from '../template/Template';
import type { Severity } from '../rule';

/** What is too wide, or unclear, in one statement that allows something. */
export type Excess = {
  status: 'violated' | 'unproven';
  /** Completes "Role …". */
  what: string;
  fix: string;
  severity?: Severity;
};

const nameActions =
  'List the actions that the code calls, such as dynamodb:GetItem, without wildcards.';
const nameResources =
  'Name the resources, such as !GetAtt Table.Arn, or limit them by a tag in the Condition (aws:ResourceTag/…).';

/** A token for services outside AWS. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html */
const outboundToken = 'sts:GetWebIdentityToken';

/**
 * What one statement allows too widely.
 *
 * @param isOfCloudFormation - whether only CloudFormation has the permissions. It creates resources whose IDs do not exist yet
 */
export function* excessOf(
  template: Template,
  statement: Value,
  isOfCloudFormation: boolean,
): Iterable<Excess> {
  for (const [element, every] of [
    ['NotAction', 'action'],
    ['NotResource', 'resource'],
  ]) {
    if (isPresent(template, statement, element)) {
      yield {
        status: 'violated',
        what: `allows every ${every} except those in ${element}`,
        fix: `Replace ${element} with ${element.slice(3)}. ${
          every === 'action' ? nameActions : nameResources
        }`,
      };
    }
  }
  const values = template.items(template.child(statement, 'Action'));
  const actions = values.flatMap(value =>
    value.kind === 'scalar' ? [value.text] : [],
  );
  if (actions.length < values.length) {
    yield {
      status: 'unproven',
      what: 'allows actions that cannot be determined',
      fix: nameActions,
    };
  }
  yield* wideActions(template, statement, actions);
  yield* wideResources(template, statement, actions, isOfCloudFormation);
}

function* wideActions(
  template: Template,
  statement: Value,
  actions: string[],
): Iterable<Excess> {
  if (
    actions.some(
      action => !isPattern(action) && includesAction(action, outboundToken),
    )
  ) {
    yield {
      status: 'violated',
      what: `allows ${outboundToken}, which obtains tokens for services outside AWS`,
      fix: `Remove ${outboundToken}.`,
    };
  }
  const patterns = actions.filter(
    action => isPattern(action) && !readsConfiguration(action),
  );
  const whole = patterns.filter(isWholeService);
  if (whole.length > 0) {
    yield {
      status: 'violated',
      what: `allows every action of a service (${listOf(whole)})`,
      fix: nameActions,
    };
  }
  const some = patterns.filter(action => !isWholeService(action));
  if (some.length > 0) {
    yield {
      status: 'violated',
      what: `allows actions by a wildcard (${listOf(some)})`,
      fix: nameActions,
      // On named resources, such as the grants of the AWS CDK, the wildcard adds few actions.
      ...(hasWildcardResource(template, statement) === false && {
        severity: 'M',
      }),
    };
  }
}

function* wideResources(
  template: Template,
  statement: Value,
  actions: string[],
  isOfCloudFormation: boolean,
): Iterable<Excess> {
  const exact = actions.filter(action => !isPattern(action));
  const needs = (need: string) =>
    exact.filter(action => resourceNeed(action) === need);
  const named = needs('named').filter(
    action =>
      !(isOfCloudFormation && servicesWithAssignedIds.has(serviceOf(action))),
  );
  const unknown = needs('unknown');
  // Reported already.
  if (isPresent(template, statement, 'NotResource')) return;
  if (named.length === 0 && unknown.length === 0) return;
  const isWild = hasWildcardResource(template, statement);
  if (isWild === false || limitsResources(template, statement)) return;
  if (named.length > 0) {
    yield isWild
      ? {
          status: 'violated',
          what: `allows ${listOf(named)} on resources that it does not name`,
          fix: nameResources,
        }
      : {
          status: 'unproven',
          what: `allows ${listOf(
            named,
          )} on resources that cannot be determined`,
          fix: nameResources,
        };
  }
  if (unknown.length > 0 && isWild) {
    yield {
      status: 'unproven',
      what: `allows ${listOf(
        unknown,
      )} on resources that it does not name, and the rule does not know whether the action supports specific resources`,
      fix: nameResources,
      severity: 'M',
    };
  }
}
