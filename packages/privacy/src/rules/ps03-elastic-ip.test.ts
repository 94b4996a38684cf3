import { ruleCases } from '../__testUtils__/ruleCases';

ruleCases('PS03', {
  proven: [
    ['a VPC alone', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'an address that the parameters exclude',
      'Ip: { Type: AWS::EC2::EIP, Condition: Prod }',
    ],
  ],
  violated: [
    ['an Elastic IP address', 'Ip: { Type: AWS::EC2::EIP }'],
    [
      'an association alone',
      'A: { Type: AWS::EC2::EIPAssociation, Properties: { AllocationId: eipalloc-1 } }',
    ],
    ['another spelling', 'Ip: { Type: AWS::EC2::Eip }'],
    [
      'one under a condition that is unknown',
      'Ip: { Type: AWS::EC2::EIP, Condition: Open }',
    ],
  ],
  unproven: [
    ['a nested stack', 'Nested: { Type: AWS::CloudFormation::Stack }'],
    ['a stack set', 'Set: { Type: AWS::CloudFormation::StackSet }'],
  ],
});
