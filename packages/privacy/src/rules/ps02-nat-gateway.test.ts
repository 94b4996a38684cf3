import { ruleCases } from '../__testUtils__/ruleCases';

ruleCases('PS02', {
  proven: [
    ['a VPC alone', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'a NAT gateway that the parameters exclude',
      'Nat: { Type: AWS::EC2::NatGateway, Condition: Prod }',
    ],
  ],
  violated: [
    ['a NAT gateway', 'Nat: { Type: AWS::EC2::NatGateway }'],
    [
      'a private NAT gateway',
      'Nat: { Type: AWS::EC2::NatGateway, Properties: { ConnectivityType: private } }',
    ],
    ['another spelling', 'Nat: { Type: AWS::EC2::NATGateway }'],
    [
      'one under a condition that is unknown',
      'Nat: { Type: AWS::EC2::NatGateway, Condition: Open }',
    ],
    [
      'one that the given parameters include',
      'Nat: { Type: AWS::EC2::NatGateway, Condition: Prod }',
      { Stage: 'prod' },
    ],
  ],
  unproven: [
    ['a nested stack', 'Nested: { Type: AWS::CloudFormation::Stack }'],
    [
      'a product of the Service Catalog',
      'P: { Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct }',
    ],
  ],
});
