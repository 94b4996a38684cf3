import { ruleCases } from '../__testUtils__/ruleCases';
import { templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const lambda = (runtime: string, more = '') =>
  `Handler: { Type: AWS::Lambda::Function, Properties: { Runtime: ${runtime}${more} } }`;

ruleCases('PS45', {
  proven: [
    ['a runtime without a date', lambda('nodejs26.x')],
    ['a runtime with a later date', lambda('python3.14')],
    ['one of two', lambda('!If [Open, python3.14, java25]')],
  ],
  violated: [
    ['a deprecated runtime', lambda('nodejs16.x')],
    ['in a branch', lambda('!If [Open, python3.14, python3.8]')],
  ],
  unproven: [
    ['an unknown runtime', lambda('nodejs99.x')],
    ['a runtime without a value', lambda('!Ref Anything')],
    [
      'a custom runtime',
      lambda(
        'custom',
        ', RuntimeConfig: { RuntimeArn: arn:aws:lambda:eu-central-1:111111111111:runtime:x }',
      ),
    ],
  ],
});

const statusOn = (day: string, resources = lambda('nodejs22.x')) => {
  const { rules, findings } = verifyTemplate({
    template: templateOf(resources),
    now: new Date(`${day}T12:00:00Z`),
  });
  const [finding] = findings.filter(({ rule }) => rule === 'PS45');
  return [rules.PS45, finding?.severity];
};

it('depends on the day', () => {
  expect(statusOn('2027-04-29')).toEqual(['proven', undefined]);
  expect(statusOn('2027-04-30')).toEqual(['violated', 'M']);
});

it('blocks a custom runtime of another account', () => {
  const arn = (account: string) =>
    lambda(
      'custom',
      `, RuntimeConfig: { RuntimeArn: !Sub 'arn:aws:lambda:eu-central-1:${account}:runtime:x' }`,
    );
  expect(statusOn('2026-11-29', arn('222222222222'))).toEqual([
    'unproven',
    'H',
  ]);
  expect(statusOn('2026-11-29', arn('${AWS::AccountId}'))).toEqual([
    'unproven',
    'M',
  ]);
});

it('does not apply to container images', () => {
  expect(
    statusOn(
      '2026-11-29',
      'Handler: { Type: AWS::Lambda::Function, Properties: { PackageType: Image } }',
    ),
  ).toEqual(['not-applicable', undefined]);
});
