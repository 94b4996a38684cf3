import type { Value } from '@private-serverless/template';
import { isPresent } from '../policy/statement';
import type { Template } from '../template/Template';
import { type Excess, nameActions, nameResources } from './excess';
import { wideActions } from './wideActions';
import { wideResources } from './wideResources';

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
