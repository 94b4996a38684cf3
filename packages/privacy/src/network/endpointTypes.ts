import type { Value } from '@private-serverless/template';
import type { Observation } from '../rule';
import type { Resource, Template } from '../template/Template';

/**
 * Whether the endpoint types of an API or custom domain are exactly [PRIVATE].
 *
 * @param types - one alternative of the property
 * @param otherwise - what it is without endpoint types; completes "so it is …"
 */
export function assessEndpointTypes(
  template: Template,
  { id }: Resource,
  types: Value,
  otherwise: string,
): Observation {
  const base = { resource: id, at: types.at };
  const items = template.items([types]);
  const other = items.find(
    item => item.kind === 'scalar' && item.text !== 'PRIVATE',
  );
  if (other?.kind === 'scalar') {
    return {
      ...base,
      at: other.at,
      status: 'violated',
      message: `${id} has the endpoint type ${other.text}.`,
    };
  }
  // AWS::NoValue in one branch can make the list empty.
  const mayBeEmpty =
    types.kind === 'absent' ||
    (types.kind === 'list' &&
      types.items.every(item =>
        template.values(item).some(value => value.kind === 'absent'),
      ));
  if (mayBeEmpty) {
    return {
      ...base,
      status: 'violated',
      message: `${id} has no endpoint type, so it is ${otherwise}.`,
    };
  }
  const unknown = items.find(item => item.kind !== 'scalar');
  return unknown
    ? {
        ...base,
        at: unknown.at,
        status: 'unproven',
        message: `Cannot determine the endpoint type of ${id}: the value ${
          unknown.kind === 'unknown' ? unknown.why : 'is not a string'
        }.`,
      }
    : { ...base, status: 'proven', message: `${id} is private.` };
}
