import {
  targetGroupings,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  entries,
  failureCodes,
  healthStates,
  hops,
  phases,
} from '@private-serverless/wire';
import { document } from './__testUtils__/openapi';

const { schemas } = document.components;

/** Values of a parameter of a route. */
const values = (path: string, name: string) => {
  const { schema } = document.paths[path].get.parameters.find(
    (parameter: { name: string }) => parameter.name === name,
  );
  return (schema.items ?? schema).enum;
};

it.each([
  ['State', healthStates, schemas.State.enum],
  ['FailureCode', failureCodes, schemas.FailureCode.enum],
  ['entry', entries, schemas.Target.properties.entry.enum],
  ['phase', phases, schemas.Failure.properties.phase.enum],
  ['Hop', hops, schemas.Hop.enum],
  ['sort', targetSortKeys, values('/v1/targets', 'sort')],
  ['by', targetGroupings, values('/v1/targets/counts', 'by')],
  ['hop', hops, schemas.Diagnosis.properties.hops.items.properties.hop.enum],
])('lists exactly the values of %s', (_, known, listed) => {
  expect(listed).toEqual(known);
});
