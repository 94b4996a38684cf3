import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const url = (properties: string) =>
  `Url: { Type: AWS::Lambda::Url, Properties: { ${properties} } }`;
const permission = (properties: string) =>
  `Permission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunctionUrl, ${properties} } }`;
const policy = (principal: string, action: string, condition = '{}') =>
  `Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: x, PolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: ${action}, Resource: x, Condition: ${condition} }] } } }`;
const byUrl = 'lambda:InvokeFunctionUrl';

ruleCases('PS16', {
  proven: [
    ['AWS_IAM', url('AuthType: AWS_IAM')],
    [
      'a policy for an account by URL, and for everyone by other means, which PS18 reports',
      "Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: '111111111111' }, Action: lambda:InvokeFunctionUrl, Resource: x }, { Effect: Allow, Principal: '*', Action: lambda:InvokeFunction, Resource: x }] } } }",
    ],
    ['a policy for an account', policy("{ AWS: '111111111111' }", byUrl)],
  ],
  violated: [
    ['a policy for everyone', policy("'*'", byUrl)],
    ['a policy for everyone and all actions', policy("'*'", "'lambda:*'")],
    [
      'a policy for everyone without authorization',
      policy(
        "'*'",
        byUrl,
        '{ StringEquals: { lambda:FunctionUrlAuthType: NONE } }',
      ),
    ],
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
    ['a policy for someone', policy('{ AWS: !Ref Anything }', byUrl)],
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
