// A service for osls. ORDERS_VARIANT says what makes it public.
const variant = process.env.ORDERS_VARIANT;
const ref = name => ({ Ref: name });
const subnets = [ref('SubnetA'), ref('SubnetB')];
const isRegional = variant === 'regional';

const subnet = index => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: ref('Vpc'),
    CidrBlock: `10.64.${index}.0/24`,
    AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
  },
});
const range = source => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  CidrIp: source,
});
const statement = more => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'execute-api:Invoke',
  ...more,
});

/** The network, in the section of the service for its own resources. */
const network = {
  Vpc: {
    Type: 'AWS::EC2::VPC',
    Properties: {
      CidrBlock: '10.64.0.0/16',
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
    },
  },
  SubnetA: subnet(0),
  SubnetB: subnet(1),
  Group: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Functions and endpoints',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [
        range(variant === 'open-group' ? '0.0.0.0/0' : '10.0.0.0/8'),
      ],
      SecurityGroupEgress: [range('10.64.0.0/16')],
    },
  },
  Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
      VpcEndpointType: 'Interface',
      SubnetIds: subnets,
      SecurityGroupIds: [ref('Group')],
      PrivateDnsEnabled: true,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          statement({
            Resource: {
              'Fn::Sub':
                'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*',
            },
          }),
        ],
      },
    },
  },
  ...(variant === 'nat' && {
    Nat: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: ref('SubnetA'), AllocationId: 'eipalloc-0a' },
    },
  }),
};

module.exports = {
  service: 'orders',
  frameworkVersion: '*',
  provider: {
    name: 'aws',
    runtime: 'nodejs22.x',
    region: 'eu-central-1',
    stage: 'dev',
    logRetentionInDays: 30,
    deploymentBucket: { name: 'acme-artifacts' },
    endpointType: isRegional ? 'REGIONAL' : 'PRIVATE',
    ...(!isRegional && { vpcEndpointIds: [ref('Endpoint')] }),
    ...(variant !== 'outside' && {
      vpc: { subnetIds: subnets, securityGroupIds: [ref('Group')] },
    }),
    apiGateway: {
      resourcePolicy: [
        statement({
          Resource: 'execute-api:/*/*/*',
          ...(variant !== 'open-policy' && {
            Condition: { StringEquals: { 'aws:SourceVpce': ref('Endpoint') } },
          }),
        }),
      ],
    },
    ...(variant === 'wildcard' && {
      iam: {
        role: {
          statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        },
      },
    }),
  },
  functions: {
    orders: {
      handler: 'handler.handler',
      events: [
        { http: { method: 'get', path: 'orders' } },
        ...(variant === 'http-api' ? [{ httpApi: 'GET /orders' }] : []),
      ],
      ...(variant === 'url' && { url: true }),
    },
  },
  resources: { Resources: network },
};
