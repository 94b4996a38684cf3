import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const both = (resource: string, name: string) => `
  Handler: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders } }
  Other: { Type: AWS::Lambda::Function }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Handler, FunctionVersion: 1, Name: live } }
  Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: ${resource}, PolicyDocument: {} } }
  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, Principal: x } }`;

ruleCases('PS52', {
  proven: [
    [
      'a policy alone',
      'Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: x } }',
    ],
    [
      'a permission of another function',
      both('!GetAtt Handler.Arn', '!Ref Other'),
    ],
    [
      'functions elsewhere',
      both('arn:aws:lambda:eu-central-1:111111111111:function:a', 'b'),
    ],
  ],
  violated: [
    ['both', both('!GetAtt Handler.Arn', '!Ref Handler')],
    ['both, by name', both('!GetAtt Handler.Arn', 'orders')],
    ['both, by alias', both('!Ref Live', '!GetAtt Handler.Arn')],
    [
      'both, by a qualified ARN',
      both("!Sub '${Handler.Arn}:live'", '!Ref Handler'),
    ],
    [
      'both, elsewhere',
      both('arn:aws:lambda:eu-central-1:111111111111:function:a', 'a'),
    ],
  ],
  unproven: [
    [
      'a permission of a function without a value',
      both('!GetAtt Handler.Arn', '!Ref Anything'),
    ],
    [
      'a policy of a function without a value',
      both('!Ref Anything', '!Ref Handler'),
    ],
  ],
});

it('does not apply without a resource policy', () => {
  expect(
    runRule(
      'PS52',
      'Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: a } }',
    ).status,
  ).toBe('not-applicable');
});
