import type { Node, Value } from '@private-serverless/template';
import { nodeOfJson } from '../policy/json';
import type { Observation } from '../rule';
import type { Resource, Template } from '../template/Template';
import { observePolicies } from './policies';

/** Whether a resource is a policy of an event bus, which has two forms. */
export function isBusPolicy({ type }: Resource): boolean {
  return type.toLowerCase() === 'aws::events::eventbuspolicy';
}

/**
 * The condition of a bus policy, which can name an organization only.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Condition.html
 */
export function* observeOrganization(
  template: Template,
  resource: Resource,
): Iterable<Observation> {
  for (const value of template.property(resource, 'Condition', 'Value')) {
    const isKnown =
      value.kind === 'reference' ||
      (value.kind === 'scalar' && !/[*?]/.test(value.text));
    yield {
      status: isKnown ? 'proven' : 'unproven',
      resource: resource.id,
      at: value.at,
      message: isKnown
        ? `${resource.id} admits the accounts of an organization.`
        : `Cannot determine which organization ${resource.id} admits.`,
    };
  }
}

/** The newer form of a bus policy is one statement of a policy, as a map or a JSON string. */
export function observeBusStatement(
  template: Template,
  resource: Resource,
): Iterable<Observation> {
  const values = template
    .property(resource, 'Statement')
    .filter(({ kind }) => kind !== 'absent')
    .map((value): Value => {
      const statement = nodeOf(value);
      return statement
        ? {
            kind: 'map',
            at: value.at,
            entries: new Map([['Statement', statement]]),
          }
        : value;
    });
  return observePolicies(template, resource, values, { services: 'M' });
}

function nodeOf(value: Value): Node | undefined {
  const { path, line } = value.at;
  if (value.kind === 'scalar') return nodeOfJson(value.text, value.at);
  return value.kind === 'map'
    ? { kind: 'map', path, line, entries: value.entries }
    : undefined;
}
