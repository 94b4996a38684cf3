const region = 'eu-central-1';

const ref = (Ref: string) => ({ Ref });
const endpoint = (service: string, more: object = {}) => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: {
    VpcEndpointType: 'Interface',
    ServiceName: `com.amazonaws.${region}.${service}`,
    VpcId: ref('Vpc'),
    SubnetIds: [ref('Tiny')],
    SecurityGroupIds: [ref('Group')],
    PrivateDnsEnabled: false,
    ...more,
  },
});
const subnet = (CidrBlock: string, zone: string, vpc = 'Vpc') => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: ref(vpc),
    CidrBlock,
    AvailabilityZone: `${region}${zone}`,
  },
});
const association = (SubnetId: string) => ({
  Type: 'AWS::EC2::SubnetRouteTableAssociation',
  Properties: { RouteTableId: ref('RouteTable'), SubnetId: ref(SubnetId) },
});
const trustOf = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
  ],
});

/** An account with everything that an environment needs, and some resources that it must not use. */
export const template = {
  Resources: {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: {
        CidrBlock: '10.64.0.0/20',
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      },
    },
    SubnetA: subnet('10.64.0.0/24', 'a'),
    SubnetB: subnet('10.64.1.0/24', 'b'),
    // 11 addresses, of which the endpoints below use 4.
    Tiny: subnet('10.64.2.0/28', 'c'),
    SecondA: subnet('10.64.3.0/27', 'a'),
    OtherVpc: {
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: '10.65.0.0/20' },
    },
    OtherSubnet: subnet('10.65.0.0/24', 'a', 'OtherVpc'),
    RouteTable: {
      Type: 'AWS::EC2::RouteTable',
      Properties: { VpcId: ref('Vpc') },
    },
    RouteTableOfA: association('SubnetA'),
    RouteTableOfB: association('SubnetB'),
    Attachment: {
      Type: 'AWS::EC2::TransitGatewayVpcAttachment',
      Properties: {
        TransitGatewayId: 'tgw-0a',
        VpcId: ref('Vpc'),
        SubnetIds: [ref('SubnetA')],
      },
    },
    Route: {
      Type: 'AWS::EC2::Route',
      DependsOn: 'Attachment',
      Properties: {
        RouteTableId: ref('RouteTable'),
        DestinationCidrBlock: '10.0.0.0/8',
        TransitGatewayId: 'tgw-0a',
      },
    },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Endpoint',
        VpcId: ref('Vpc'),
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.0.0.0/8',
          },
        ],
      },
    },
    OtherGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'Other', VpcId: ref('Vpc') },
    },
    ExecuteApi: endpoint('execute-api', {
      SubnetIds: [ref('SubnetA'), ref('SubnetB')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'execute-api:Invoke',
            Resource: `arn:aws:execute-api:${region}:111111111111:*`,
          },
        ],
      },
    }),
    Logs: endpoint('logs'),
    Lambda: endpoint('lambda'),
    Sqs: endpoint('sqs'),
    Sns: endpoint('sns'),
    S3: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcEndpointType: 'Gateway',
        ServiceName: `com.amazonaws.${region}.s3`,
        VpcId: ref('Vpc'),
        RouteTableIds: [ref('RouteTable')],
      },
    },
    ServiceRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trustOf('cloudformation.amazonaws.com'),
      },
    },
    LoggingRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trustOf('apigateway.amazonaws.com'),
      },
    },
    Gateway: {
      Type: 'AWS::ApiGateway::Account',
      Properties: {
        CloudWatchRoleArn: { 'Fn::GetAtt': ['LoggingRole', 'Arn'] },
      },
    },
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        PolicyDocument: { Version: '2012-10-17', Statement: [] },
      },
    },
    Zone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: 'dev.acme.internal',
        VPCs: [{ VPCId: ref('Vpc'), VPCRegion: region }],
      },
    },
    OtherZone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: 'prod.acme.internal',
        VPCs: [{ VPCId: ref('Vpc'), VPCRegion: region }],
      },
    },
  },
  Outputs: {
    ServiceRoleArn: { Value: { 'Fn::GetAtt': ['ServiceRole', 'Arn'] } },
    LoggingRoleArn: { Value: { 'Fn::GetAtt': ['LoggingRole', 'Arn'] } },
  },
};

/** VPCs that use up the quota of the region, with those of {@link template}. */
export const moreVpcs = {
  Resources: Object.fromEntries(
    Array.from({ length: 48 }, (_, index) => [
      `Vpc${index}`,
      {
        Type: 'AWS::EC2::VPC',
        Properties: { CidrBlock: `10.${index + 100}.0.0/24` },
      },
    ]),
  ),
};
