import { ruleCases } from '../__testUtils__/ruleCases';

ruleCases('PS01', {
  proven: [
    ['a VPC alone', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'a VPN gateway that is attached',
      `
      Attachment:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties: { VpcId: vpc-1, VpnGatewayId: !Ref Anything }`,
    ],
    [
      'a gateway that the parameters exclude',
      'Igw: { Type: AWS::EC2::InternetGateway, Condition: Prod }',
    ],
    [
      'an attachment whose gateway is no value',
      `
      Attachment:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties: { InternetGatewayId: !If [Prod, igw-1, !Ref AWS::NoValue], VpnGatewayId: vgw-1 }`,
    ],
  ],
  violated: [
    ['an internet gateway', 'Igw: { Type: AWS::EC2::InternetGateway }'],
    [
      'an egress-only gateway',
      'Eigw: { Type: AWS::EC2::EgressOnlyInternetGateway, Properties: { VpcId: vpc-1 } }',
    ],
    [
      'a carrier gateway',
      'Carrier: { Type: AWS::EC2::CarrierGateway, Properties: { VpcId: vpc-1 } }',
    ],
    ['another spelling', 'Igw: { Type: aws::ec2::internetGateway }'],
    [
      'a gateway under a condition that is true',
      'Igw: { Type: AWS::EC2::InternetGateway, Condition: NotProd }',
    ],
    [
      'a gateway under a condition that is unknown',
      'Igw: { Type: AWS::EC2::InternetGateway, Condition: Open }',
    ],
    [
      'a gateway under a condition that does not exist',
      'Igw: { Type: AWS::EC2::InternetGateway, Condition: Missing }',
    ],
    [
      'a gateway that the given parameters include',
      'Igw: { Type: AWS::EC2::InternetGateway, Condition: Prod }',
      { Stage: 'prod' },
    ],
    [
      'an attachment of a gateway from another template',
      'A: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { InternetGatewayId: igw-1 } }',
    ],
    [
      'an attachment in one branch',
      'A: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { InternetGatewayId: !If [Open, igw-1, !Ref AWS::NoValue] } }',
    ],
  ],
  unproven: [
    [
      'properties that a macro creates',
      'A: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { Fn::Transform: { Name: Acme } } }',
    ],
    [
      'a nested stack',
      'Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://x } }',
    ],
    [
      'an attachment of something that is unknown',
      'A: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { InternetGatewayId: !Ref Anything } }',
    ],
    ['a module', 'Net: { Type: Acme::Net::Vpc::MODULE }'],
    [
      'a loop over resources',
      "Fn::ForEach::Gateways: [Name, [A, B], { 'Igw${Name}': { Type: AWS::EC2::InternetGateway } }]",
    ],
    [
      'a macro among the resources',
      'Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://x } }',
    ],
    [
      'a macro inside a resource',
      'Vpc: { Type: AWS::EC2::VPC, Fn::Transform: { Name: Acme } }',
    ],
  ],
});
