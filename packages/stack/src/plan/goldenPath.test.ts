import { parseTemplate } from '../template/parse';
import { type Generated, generateAll } from './__testUtils__/generated';
import { comparisonOf, declaredCidrs } from './comparisonOf';
import { marksOf } from './marks/marks';

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';

/** What the deploy sets. */
const code = { ArtifactBucket: 'artifacts', ApiFunctionCodeKey: 'api.zip' };

let all: Generated[];
beforeAll(async () => {
  all = await generateAll();
});

const resolvable = ({ template, parameters }: Generated) => ({
  template: parseTemplate(template, 'template.yaml'),
  parameters: { ...parameters, ...code },
});

const marksOfNew = (generated: Generated) => {
  const after = resolvable(generated);
  const corporateCidrs = declaredCidrs(after);
  return marksOf(comparisonOf({ stackArn, after, corporateCidrs })).map(
    ({ text }) => text,
  );
};

it('a new stack of every combination that the generator supports has no mark', () => {
  expect(all).toHaveLength(32);
  expect(all.map(generated => [generated.name, marksOfNew(generated)])).toEqual(
    all.map(({ name }) => [name, []]),
  );
});
