import { factsWith } from '../__testUtils__/facts';
import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const managed = (arn: string, config: string) => `
  Function: { Type: AWS::Lambda::Function, Properties: { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: ${arn} } } } }
  Provider: { Type: AWS::Lambda::CapacityProvider, Properties: { VpcConfig: ${config} } }
  A: { Type: AWS::EC2::Subnet }
  B: { Type: AWS::EC2::Subnet }
`;
const lambda = (config: string, metadata = '{}') => `
  Function: { Type: AWS::Lambda::Function, Metadata: ${metadata}, Properties: { VpcConfig: ${config} } }
  A: { Type: AWS::EC2::Subnet }
  B: { Type: AWS::EC2::Subnet }
`;

ruleCases(
  'PS17',
  {
    proven: [
      [
        'instances of a capacity provider',
        managed('!GetAtt Provider.Arn', '{ SubnetIds: [!Ref A, !Ref B] }'),
      ],
      [
        'a web function with a connector',
        'Revision: { Type: AWS::Lambda::WebFunctionRevision, Properties: { ServiceConfig: { EgressNetworkConnectorArn: !Ref Connector } } }\nConnector: { Type: AWS::Lambda::NetworkConnector }',
      ],
      ['two subnets', lambda('{ SubnetIds: [!Ref A, !Ref B] }')],
      [
        'two subnets by their ids',
        lambda('{ SubnetIds: [subnet-1, subnet-2] }'),
      ],
      [
        'a list of a parameter',
        lambda('{ SubnetIds: !Ref Anythings }'),
        { Anythings: 'subnet-1,subnet-2' },
      ],
      [
        'two certain subnets and one conditional subnet',
        lambda(
          '{ SubnetIds: [!Ref A, !Ref B, !If [Open, subnet-3, !Ref AWS::NoValue]] }',
        ),
      ],
    ],
    violated: [
      [
        'a capacity provider with one subnet',
        managed('!GetAtt Provider.Arn', '{ SubnetIds: [!Ref A] }'),
      ],
      [
        'no capacity provider',
        managed('!Ref AWS::NoValue', '{ SubnetIds: [!Ref A, !Ref B] }'),
      ],
      [
        'a web function without a connector',
        'Revision: { Type: AWS::Lambda::WebFunctionRevision, Properties: { ServiceConfig: {} } }',
      ],
      [
        'no VPC',
        'Function: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs24.x } }',
      ],
      ['no properties', 'Function: { Type: AWS::Lambda::Function }'],
      ['no subnets', lambda('{ SubnetIds: [] }')],
      ['one subnet', lambda('{ SubnetIds: [!Ref A] }')],
      ['one subnet twice', lambda('{ SubnetIds: [!Ref A, !Ref A] }')],
      [
        'one subnet by its reference and its attribute',
        lambda("{ SubnetIds: [!Ref A, !GetAtt A.SubnetId, !Sub '${A}'] }"),
      ],
      [
        'one certain subnet and one conditional subnet',
        lambda(
          '{ SubnetIds: [!Ref A, !If [Open, !Ref B, !Ref AWS::NoValue]] }',
        ),
      ],
      [
        'a VPC in a branch only',
        lambda(
          '!If [Open, { SubnetIds: [!Ref A, !Ref B] }, !Ref AWS::NoValue]',
        ),
      ],
      [
        'one subnet of a parameter',
        lambda('{ SubnetIds: !Ref Anythings }'),
        { Anythings: 'subnet-1' },
      ],
      [
        'another declaration',
        lambda('!Ref AWS::NoValue', '{ privateServerless: something }'),
      ],
    ],
    unproven: [
      [
        'a capacity provider outside the template',
        managed(
          'arn:aws:lambda:eu-central-1:111111111111:capacity-provider:x',
          '{}',
        ),
      ],
      [
        'a web function whose connector has no value',
        'Revision: { Type: AWS::Lambda::WebFunctionRevision, Properties: { ServiceConfig: { EgressNetworkConnectorArn: !Ref Anything } } }',
      ],
      ['a list without a value', lambda('{ SubnetIds: !Ref Anythings }')],
      [
        'a subnet without a value',
        lambda('{ SubnetIds: [!Ref A, !Ref Anything] }'),
      ],
      ['a macro', lambda('{ Fn::Transform: { Name: Acme } }')],
    ],
  },
  factsWith(),
);

it('ignores a declared control plane function', () => {
  const { status } = runRule(
    'PS17',
    lambda('!Ref AWS::NoValue', '{ privateServerless: control-plane }'),
  );
  expect(status).toBe('not-applicable');
});
