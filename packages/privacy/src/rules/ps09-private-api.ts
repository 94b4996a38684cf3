import type { Value } from '@private-serverless/template';
import { Observation, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS09: the endpoint types of every REST API are exactly [PRIVATE]. */
export const privateApi: Rule = {
  id: 'PS09',
  title: 'REST APIs are private',
  severity: 'H',
  why: 'Edge-optimized and regional APIs are public. Without endpoint types, an API is edge-optimized.',
  fix: 'Set EndpointConfiguration.Types to [PRIVATE].',
  *check(template) {
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      for (const types of template.property(
        api,
        'EndpointConfiguration',
        'Types',
      )) {
        yield assessTypes(template, api, types);
      }
      yield* assessImport(template, api);
    }
  },
};

function assessTypes(
  template: Template,
  { id }: Resource,
  types: Value,
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
      message: `${id} has no endpoint type, so it is edge-optimized and public.`,
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

/** The parameters of an OpenAPI import can set the endpoint type (API Gateway API reference, ImportRestApi). */
function* assessImport(
  template: Template,
  api: Resource,
): Iterable<Observation> {
  for (const value of template.property(
    api,
    'Parameters',
    'endpointConfigurationTypes',
  )) {
    if (value.kind === 'absent') continue;
    const isPrivate = value.kind === 'scalar' && value.text === 'PRIVATE';
    if (isPrivate) continue;
    yield {
      status: value.kind === 'scalar' ? 'violated' : 'unproven',
      resource: api.id,
      at: value.at,
      message:
        value.kind === 'scalar'
          ? `The import parameters of ${api.id} set the endpoint type ${value.text}.`
          : `Cannot determine the endpoint type in the import parameters of ${
              api.id
            }: the value ${whyUnknown(value)}.`,
      fix: 'Remove endpointConfigurationTypes from Parameters, or set it to PRIVATE.',
    };
  }
}
