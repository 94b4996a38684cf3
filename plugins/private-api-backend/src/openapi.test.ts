import {
  entries,
  failureCodes,
  healthStates,
  hops,
  phases,
} from '@private-serverless/wire';
import { document } from './__testUtils__/openapi';

const { schemas } = document.components;

it.each([
  ['State', healthStates, schemas.State.enum],
  ['FailureCode', failureCodes, schemas.FailureCode.enum],
  ['entry', entries, schemas.Target.properties.entry.enum],
  ['phase', phases, schemas.Failure.properties.phase.enum],
  ['hop', hops, schemas.Diagnosis.properties.hops.items.properties.hop.enum],
])('lists exactly the values of %s', (_, values, listed) => {
  expect(listed).toEqual(values);
});
