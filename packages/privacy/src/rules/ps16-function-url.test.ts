import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const url = (properties: string) =>
  `Url: { Type: AWS::Lambda::Url, Properties: { ${properties} } }`;
const permission = (properties: string) =>
  `Permission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunctionUrl, ${properties} } }`;

ruleCases('PS16', {
  proven: [['AWS_IAM', url('AuthType: AWS_IAM')]],
  violated: [
    ['NONE', url('AuthType: NONE')],
    ['no type', url('TargetFunctionArn: x')],
    ['another spelling', url('AuthType: aws_iam')],
    ['a branch', url('AuthType: !If [Open, AWS_IAM, NONE]')],
    [
      'a value of a parameter',
      url('AuthType: !Ref Anything'),
      { Anything: 'NONE' },
    ],
    [
      'a permission alone',
      permission("Principal: '*', FunctionUrlAuthType: NONE"),
    ],
    [
      'an open permission next to a URL that requires AWS_IAM',
      `${url('AuthType: AWS_IAM')}\n${permission(
        "Principal: '*', FunctionUrlAuthType: NONE",
      )}`,
    ],
  ],
  unproven: [
    ['a parameter without a value', url('AuthType: !Ref Anything')],
    [
      'a permission whose type has no value',
      permission("Principal: '*', FunctionUrlAuthType: !Ref Anything"),
    ],
  ],
});

it('does not apply without a function URL', () => {
  expect(runRule('PS16', permission('Principal: x')).status).toBe(
    'not-applicable',
  );
});
