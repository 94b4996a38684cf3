import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule, templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const parts = (
  config: string,
  group = '{ RetentionInDays: 30 }',
  type = 'AWS::Logs::LogGroup',
) => `
  Handler: { Type: AWS::Lambda::Function, Properties: { ${config} } }
  Group: { Type: ${type}, Properties: ${group} }
`;
const byConfig = 'LoggingConfig: { LogGroup: !Ref Group }';
const named = (name: string) =>
  `{ RetentionInDays: 30, LogGroupName: ${name} }`;

ruleCases('PS36', {
  proven: [
    ['a log group of the configuration', parts(byConfig)],
    [
      'a log group by the name of the function',
      parts('FunctionName: orders', named('/aws/lambda/orders')),
    ],
    [
      'a log group by a reference',
      parts('Runtime: x', named("!Sub '/aws/lambda/${Handler}'")),
    ],
    [
      'a log group of the configuration by its name',
      parts('LoggingConfig: { LogGroup: orders }', named('orders')),
    ],
    [
      'a retention period of the AWS CDK',
      parts(
        'Runtime: x',
        named("!Join ['', ['/aws/lambda/', !Ref Handler]]"),
        'Custom::LogRetention',
      ),
    ],
  ],
  violated: [
    [
      'a log group that may not exist',
      parts('FunctionName: orders', named('/aws/lambda/orders')).replace(
        'Type: AWS::Logs',
        'Condition: Open, Type: AWS::Logs',
      ),
    ],
    ['no log group', 'Handler: { Type: AWS::Lambda::Function }'],
    [
      'a log group of another function',
      parts('FunctionName: orders', named('/aws/lambda/others')),
    ],
    [
      'a log group of the configuration that is not in the template',
      parts('LoggingConfig: { LogGroup: others }', named('orders')),
    ],
    [
      'a log group of the configuration in a branch',
      parts(
        'LoggingConfig: !If [Open, { LogGroup: !Ref Group }, !Ref AWS::NoValue]',
      ),
    ],
    ['no retention period', parts(byConfig, '{}')],
    [
      'no retention period in a branch',
      parts(byConfig, '{ RetentionInDays: !If [Open, 30, !Ref AWS::NoValue] }'),
    ],
  ],
  unproven: [
    [
      'a log group without a value',
      parts('LoggingConfig: { LogGroup: !Ref Anything }'),
    ],
    ['a name without a value', parts('Runtime: x', named('!Ref Anything'))],
    [
      'a retention period without a value',
      parts(byConfig, '{ RetentionInDays: !Ref Anything }'),
    ],
  ],
});

it('requires the key of the environment', () => {
  const of = (group: string, customerKey?: boolean) =>
    verifyTemplate({
      template: templateOf(parts(byConfig, group)),
      intent: { customerKey },
    }).rules.PS36;
  expect(of('{ RetentionInDays: 30 }', true)).toBe('violated');
  expect(of('{ RetentionInDays: 30 }', false)).toBe('proven');
  expect(of('{ RetentionInDays: 30, KmsKeyId: !Ref EndpointId }', true)).toBe(
    'proven',
  );
});

it('warns', () => {
  expect(runRule('PS36', parts(byConfig, '{}')).findings).toMatchObject([
    { severity: 'M', resource: 'Group' },
  ]);
});
