import { factsWith } from '../__testUtils__/facts';
import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const withPolicy = (policy: string) => `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: ${policy} } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint }
  Vpc: { Type: AWS::EC2::VPC }
`;
const statements = (...list: string[]) =>
  withPolicy(`{ Version: 2012-10-17, Statement: [${list.join(', ')}] }`);
const allow = (condition = '') =>
  `{ Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/*'${
    condition && `, Condition: ${condition}`
  } }`;
const deny = (
  condition: string,
  more = "Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/*'",
) => `{ Effect: Deny, ${more}, Condition: ${condition} }`;
const vpce = (operator: string, value = '!Ref Endpoint') =>
  `{ ${operator}: { aws:SourceVpce: ${value} } }`;
const good = vpce('StringNotEquals');
const json = (operator: string) =>
  JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { 'aws:SourceVpce': 'vpce-1' } },
    },
  });

ruleCases(
  'PS11',
  {
    proven: [
      [
        'one endpoint, whichever it is',
        statements(allow(vpce('StringEquals', '!Ref Anything'))),
      ],
      [
        'one endpoint of a parameter that cannot have wildcards',
        statements(allow(vpce('StringLike', '!Ref AnyEndpoint'))),
      ],
      [
        'a Deny for all but one endpoint, whichever it is',
        statements(allow(), deny(vpce('StringNotEquals', '!Ref Anything'))),
      ],
      [
        'an imported endpoint',
        statements(allow(vpce('StringEquals', '!ImportValue endpoint'))),
      ],
      [
        'an output of another stack',
        statements(
          allow(
            vpce(
              'StringEquals',
              '{ Fn::GetStackOutput: { StackName: network, OutputName: Endpoint } }',
            ),
          ),
        ),
      ],
      [
        'an endpoint from SSM',
        statements(allow(vpce('StringEquals', '!Ref FromSsm'))),
      ],
      [
        'an endpoint from SSM without a parameter',
        statements(allow(vpce('StringEquals', "'{{resolve:ssm:/endpoint}}'"))),
      ],
      ['an Allow with an endpoint', statements(allow(vpce('StringEquals')))],
      // What SAM writes: the methods one by one, in the Allow and in the Deny.
      [
        'a Deny for the same methods as the Allow',
        statements(
          '{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: [!Sub "execute-api:/${Stage}/GET/a", !Sub "execute-api:/${Stage}/POST/a"] }',
          '{ Effect: Deny, Principal: "*", Action: execute-api:Invoke, Resource: [!Sub "execute-api:/${Stage}/GET/a", !Sub "execute-api:/${Stage}/POST/a"], Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } }',
        ),
      ],
      [
        'an Allow with a VPC',
        statements(allow('{ StringEquals: { aws:SourceVpc: !Ref Vpc } }')),
      ],
      [
        'an endpoint of a parameter',
        statements(allow(vpce('StringEquals', '!Ref EndpointId'))),
      ],
      [
        'a list of endpoints',
        statements(allow(vpce('StringEquals', '[vpce-1, vpce-2]'))),
      ],
      [
        'another case of the key',
        statements(allow('{ StringEquals: { AWS:sourceVPCE: vpce-1 } }')),
      ],
      [
        'one statement without a list',
        withPolicy(`{ Statement: ${allow(vpce('StringEquals'))} }`),
      ],
      ['a Deny of all others', statements(allow(), deny(good))],
      [
        'a Deny of all others by an ARN',
        statements(
          allow(),
          deny(
            good,
            "Principal: { AWS: ['*'] }, Action: ['execute-api:*'], Resource: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*'",
          ),
        ),
      ],
      [
        'a Deny with both keys',
        statements(
          allow(),
          deny(
            '{ StringNotEquals: { aws:SourceVpce: vpce-1, aws:SourceVpc: vpc-1 } }',
          ),
        ),
      ],
      ['a policy that is JSON', withPolicy(`'${json('StringEquals')}'`)],
      [
        'a policy that is JSON with a reference',
        withPolicy(
          `!Sub '${json('StringEquals').replace('vpce-1', '${Endpoint}')}'`,
        ),
      ],
      [
        'a policy that is converted to JSON',
        withPolicy(
          `!ToJsonString { Statement: ${allow(vpce('StringEquals'))} }`,
        ),
      ],
      [
        'a policy in the OpenAPI body',
        `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { x-amazon-apigateway-policy: { Statement: ${allow(
          vpce('StringEquals', 'vpce-1'),
        )} } } } }`,
      ],
      [
        'branches that both restrict the source',
        statements(allow(vpce('StringEquals', '!If [Open, vpce-1, vpce-2]'))),
      ],
      ['nothing allowed', statements(deny(good))],
    ],
    violated: [
      [
        'a Deny for every service only',
        statements(
          allow(),
          deny(
            good,
            "Principal: { Service: '*' }, Action: execute-api:Invoke, Resource: 'execute-api:/*'",
          ),
        ),
      ],
      [
        'a Deny for fewer methods than the Allow',
        statements(
          '{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: ["execute-api:/*/GET/a", "execute-api:/*/POST/a"] }',
          '{ Effect: Deny, Principal: "*", Action: execute-api:Invoke, Resource: ["execute-api:/*/GET/a"], Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } }',
        ),
      ],
      [
        'a Deny for the methods of another stage',
        statements(
          '{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/prod/GET/a" }',
          '{ Effect: Deny, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/dev/GET/a", Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } }',
        ),
      ],

      [
        'the endpoint of the request itself',
        statements(allow(vpce('StringEquals', "'${aws:SourceVpce}'"))),
      ],
      [
        'a Deny for all but the endpoint of the request itself',
        statements(
          allow(),
          deny(vpce('StringNotEquals', "'${AWS:sourcevpce}'")),
        ),
      ],
      [
        'a key without a value in a branch',
        statements(
          allow(vpce('StringEquals', '!If [Open, vpce-1, !Ref AWS::NoValue]')),
        ),
      ],
      [
        'a key whose values are all missing in a branch',
        statements(
          allow(
            vpce('StringEquals', '[!If [Open, vpce-1, !Ref AWS::NoValue]]'),
          ),
        ),
      ],
      ['no policy', 'Api: { Type: AWS::ApiGateway::RestApi }'],
      [
        'no policy in one branch',
        withPolicy(
          `!If [Open, { Statement: ${allow(
            vpce('StringEquals'),
          )} }, !Ref AWS::NoValue]`,
        ),
      ],
      ['an Allow for everyone', statements(allow())],
      [
        'an Allow for an account from anywhere',
        statements(
          "{ Effect: Allow, Principal: { AWS: '111111111111' }, Action: '*', Resource: '*' }",
        ),
      ],
      [
        'another case of Allow',
        statements(
          "{ Effect: allow, Principal: '*', Action: '*', Resource: '*' }",
        ),
      ],
      [
        'a second Allow without a condition',
        statements(allow(vpce('StringEquals')), allow()),
      ],
      [
        'a condition about something else',
        statements(allow('{ StringEquals: { aws:PrincipalAccount: 1 } }')),
      ],
      [
        'only an address',
        statements(allow('{ IpAddress: { aws:VpcSourceIp: 10.0.0.0/8 } }')),
      ],
      [
        'an operator that accepts a missing key',
        statements(allow(vpce('StringEqualsIfExists'))),
      ],
      [
        'ForAllValues, which accepts a missing key',
        statements(allow(vpce('ForAllValues:StringEquals'))),
      ],
      ['any endpoint', statements(allow(vpce('StringLike', "'vpce-*'")))],
      [
        'a wildcard of a parameter',
        statements(allow(vpce('StringLike', '!Ref Wild'))),
      ],
      [
        'one wildcard in a list',
        statements(allow(vpce('StringLike', "[vpce-1, '*']"))),
      ],
      [
        'a check that an endpoint exists',
        statements(allow("{ 'Null': { aws:SourceVpce: 'false' } }")),
      ],
      ['a negation in an Allow', statements(allow(good))],
      ['no value', statements(allow(vpce('StringEquals', '[]')))],
      [
        'a branch of a condition that does not restrict the source',
        statements(
          allow(`!If [Open, ${vpce('StringEquals')}, !Ref AWS::NoValue]`),
        ),
      ],
      [
        'an open Allow in a branch',
        statements(
          allow(vpce('StringEquals')),
          `!If [Open, ${allow()}, !Ref AWS::NoValue]`,
        ),
      ],
      [
        'an open policy in a branch',
        withPolicy(
          `!If [Open, { Statement: ${allow(
            vpce('StringEquals'),
          )} }, { Statement: ${allow()} }]`,
        ),
      ],
      [
        'an open policy that a value chooses',
        withPolicy(
          `!If [Prod, { Statement: ${allow()} }, { Statement: ${allow(
            vpce('StringEquals'),
          )} }]`,
        ),
        { Stage: 'prod' },
      ],
      [
        'a Deny in a branch only',
        statements(allow(), `!If [Open, ${deny(good)}, !Ref AWS::NoValue]`),
      ],
      [
        'a Deny of some principals',
        statements(
          allow(),
          deny(
            good,
            "Principal: { AWS: '111111111111' }, Action: '*', Resource: '*'",
          ),
        ),
      ],
      [
        'a Deny with NotPrincipal',
        statements(
          allow(),
          deny(
            good,
            "NotPrincipal: { AWS: '111111111111' }, Action: '*', Resource: '*'",
          ),
        ),
      ],
      [
        'a Deny of other actions',
        statements(
          allow(),
          deny(
            good,
            "Principal: '*', Action: execute-api:ManageConnections, Resource: '*'",
          ),
        ),
      ],
      [
        'a Deny of one path',
        statements(
          allow(),
          deny(
            good,
            "Principal: '*', Action: '*', Resource: 'execute-api:/live/GET/admin'",
          ),
        ),
      ],
      [
        'a Deny with an exception',
        statements(
          allow(),
          deny(
            '{ StringNotEquals: { aws:SourceVpce: vpce-1, aws:PrincipalArn: x } }',
          ),
        ),
      ],
      [
        'a Deny with a second operator',
        statements(
          allow(),
          deny(
            "{ StringNotEquals: { aws:SourceVpce: vpce-1 }, Bool: { aws:SecureTransport: 'false' } }",
          ),
        ),
      ],
      [
        'a Deny of what comes through the endpoint',
        statements(allow(), deny(vpce('StringEquals'))),
      ],
      [
        'a Deny of what comes through no endpoint',
        statements(allow(), deny("{ 'Null': { aws:SourceVpce: 'true' } }")),
      ],
      [
        'a Deny with a wildcard, which exempts every source',
        statements(allow(), deny(vpce('StringNotLike', "'*'"))),
      ],
      [
        'a Deny with ForAnyValue, which ignores a missing key',
        statements(allow(), deny(vpce('ForAnyValue:StringNotEquals'))),
      ],
      [
        'another case of Deny',
        statements(allow(), deny(good).replace('Deny', 'deny')),
      ],
      [
        'an open policy that is JSON',
        withPolicy(`'${json('StringEqualsIfExists')}'`),
      ],
      [
        'an open policy in the OpenAPI body',
        `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { x-amazon-apigateway-policy: { Statement: ${allow()} } } } }`,
      ],
      [
        'an open policy in the body next to a restricted one',
        `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: { Statement: ${allow(
          vpce('StringEquals', 'vpce-1'),
        )} }, Body: { x-amazon-apigateway-policy: { Statement: ${allow()} } } } }`,
      ],
    ],
    unproven: [
      [
        'an endpoint without a value in an operator with wildcards',
        statements(allow(vpce('StringLike', '!Ref Anything'))),
      ],
      [
        'endpoints without a value',
        statements(allow(vpce('StringEquals', '!Ref Anythings'))),
      ],
      ['a policy of a parameter', withPolicy('!Ref Anything')],
      ['a text that is not JSON', withPolicy("'{oops'")],
      [
        'a policy from a macro',
        withPolicy('{ Fn::Transform: { Name: AWS::Include } }'),
      ],
      [
        'a statement from a macro',
        statements('{ Fn::Transform: { Name: AWS::Include } }'),
      ],
      [
        'a condition from a macro',
        statements(allow('{ Fn::Transform: { Name: AWS::Include } }')),
      ],
      ['a policy without statements', withPolicy('{ Version: 2012-10-17 }')],
      [
        'a body in S3',
        'Api: { Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: { Bucket: x } } }',
      ],
    ],
  },
  factsWith(({ endpoints }) => {
    // The default of the parameter EndpointId.
    endpoints.push({ ...endpoints[0], id: 'vpce-0123456789abcdef0' });
  }),
);

it('reports the path of the open statement', () => {
  const { findings } = runRule(
    'PS11',
    statements(allow(vpce('StringEquals')), allow()),
  );
  expect(findings).toMatchObject([
    {
      resource: 'Api',
      path: 'Resources.Api.Properties.Policy.Statement[1]',
      severity: 'H',
      blocking: true,
    },
  ]);
});
