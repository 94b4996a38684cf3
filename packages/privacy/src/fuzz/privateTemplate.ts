import type { Random } from './Random';
import {
  att,
  type Data,
  type FuzzResource,
  type FuzzTemplate,
  policy,
  ref,
  sub,
} from './template';

const subnets = [ref('SubnetA'), ref('SubnetB')];
const anyone = { AWS: '*' };
const service = (name: string): Data => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: name }, Action: 'sts:AssumeRole' },
  ],
});
const subnet = (index: number): FuzzResource => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: ref('Vpc'),
    CidrBlock: `10.64.${index}.0/24`,
    AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
    MapPublicIpOnLaunch: false,
  },
});
const association = (name: string): FuzzResource => ({
  Type: 'AWS::EC2::SubnetRouteTableAssociation',
  Properties: { SubnetId: ref(name), RouteTableId: ref('Routes') },
});

/** The network, a function and a private API. Openings change these resources, so every template has them. */
const base: Record<string, FuzzResource> = {
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
  Routes: {
    Type: 'AWS::EC2::RouteTable',
    Properties: { VpcId: ref('Vpc') },
  },
  RoutesOfA: association('SubnetA'),
  RoutesOfB: association('SubnetB'),
  Group: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Functions and endpoints',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          CidrIp: '10.0.0.0/8',
        },
      ],
      SecurityGroupEgress: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          CidrIp: '10.64.0.0/16',
        },
      ],
    },
  },
  Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      ServiceName: sub('com.amazonaws.${AWS::Region}.execute-api'),
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      SubnetIds: subnets,
      SecurityGroupIds: [ref('Group')],
      PolicyDocument: policy({
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: sub(
          'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*',
        ),
      }),
    },
  },
  Api: {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: {
      Name: 'orders',
      EndpointConfiguration: {
        Types: ['PRIVATE'],
        VpcEndpointIds: [ref('Endpoint')],
      },
      Policy: policy({
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringEquals: { 'aws:SourceVpce': ref('Endpoint') } },
      }),
    },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: service('lambda.amazonaws.com') },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: att('Role'),
      Code: { ZipFile: 'exports.handler = async () => ({});' },
      VpcConfig: { SubnetIds: subnets, SecurityGroupIds: [ref('Group')] },
    },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref('Function'),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(
        'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*',
      ),
    },
  },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: ref('Bucket'),
      PolicyDocument: policy({
        Effect: 'Deny',
        Principal: anyone,
        Action: 's3:*',
        Resource: [att('Bucket'), sub('${Bucket.Arn}/*')],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    },
  },
};

/** Private parts that a template may have. */
const parts: ReadonlyArray<Record<string, FuzzResource>> = [
  {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
  },
  {
    Queue: { Type: 'AWS::SQS::Queue' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Id: 'queue', Arn: att('Queue') }],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('Queue')],
        PolicyDocument: policy({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: att('Queue'),
          Condition: { ArnEquals: { 'aws:SourceArn': att('Rule') } },
        }),
      },
    },
  },
  { Topic: { Type: 'AWS::SNS::Topic' } },
  {
    Logs: {
      Type: 'AWS::Logs::LogGroup',
      Properties: {
        LogGroupName: sub('/aws/lambda/${Function}'),
        RetentionInDays: 90,
      },
    },
  },
  {
    DatabaseSubnets: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: { DBSubnetGroupDescription: 'private', SubnetIds: subnets },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        Engine: 'postgres',
        DBInstanceClass: 'db.t4g.small',
        DBSubnetGroupName: ref('DatabaseSubnets'),
        VPCSecurityGroups: [ref('Group')],
        PubliclyAccessible: false,
        ManageMasterUserPassword: true,
        MasterUsername: 'owner',
      },
    },
  },
  {
    Instance: {
      Type: 'AWS::EC2::Instance',
      Properties: {
        ImageId: 'ami-0123456789abcdef0',
        NetworkInterfaces: [
          {
            DeviceIndex: '0',
            AssociatePublicIpAddress: false,
            SubnetId: ref('SubnetA'),
            GroupSet: [ref('Group')],
          },
        ],
      },
    },
  },
  {
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Scheme: 'internal', Type: 'network', Subnets: subnets },
    },
  },
  {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        EnableKeyRotation: true,
        KeyPolicy: policy({
          Effect: 'Allow',
          Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') },
          Action: 'kms:*',
          Resource: '*',
        }),
      },
    },
  },
  {
    Cluster: { Type: 'AWS::ECS::Cluster' },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        NetworkMode: 'awsvpc',
        ContainerDefinitions: [{ Name: 'app', Image: 'app:1' }],
      },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: ref('Cluster'),
        TaskDefinition: ref('Task'),
        LaunchType: 'FARGATE',
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: subnets,
            SecurityGroups: [ref('Group')],
            AssignPublicIp: 'DISABLED',
          },
        },
      },
    },
  },
  {
    Zone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: 'acme.internal',
        VPCs: [{ VPCId: ref('Vpc'), VPCRegion: ref('AWS::Region') }],
      },
    },
  },
  {
    Stores: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: ref('Vpc'),
        ServiceName: sub('com.amazonaws.${AWS::Region}.dynamodb'),
        VpcEndpointType: 'Gateway',
        RouteTableIds: [ref('Routes')],
        PolicyDocument: policy({
          Effect: 'Allow',
          Principal: '*',
          Action: 'dynamodb:GetItem',
          Resource: sub(
            'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders',
          ),
        }),
      },
    },
  },
];

/** A random template without anything public. */
export function privateTemplate(random: Random): FuzzTemplate {
  const chosen = parts.filter(() => random.chance(0.4));
  return structuredClone({
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {},
    Mappings: {},
    Conditions: {},
    Resources: shuffled(random, Object.assign({}, base, ...chosen)),
  });
}

function shuffled<T>(
  random: Random,
  entries: Record<string, T>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries)
      .map(entry => ({ entry, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ entry }) => entry),
  );
}
