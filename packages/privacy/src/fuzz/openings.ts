import {
  att,
  change,
  type Data,
  type FuzzTemplate,
  policy,
  ref,
  sub,
} from './template';

/** One way of making a private template public. */
export type Opening = (template: FuzzTemplate) => void;

/** Adds a resource. */
const add =
  (Type: string, Properties: Record<string, Data> = {}): Opening =>
  template => {
    template.Resources.Opening = { Type, Properties };
  };

/** Sets properties of a resource that every template has. */
const set =
  (id: string, properties: Record<string, Data>): Opening =>
  template =>
    change(template, id, properties);

/** Several changes that are public only together. */
const all =
  (...openings: Opening[]): Opening =>
  template =>
    openings.forEach(opening => opening(template));

const allow = (Action: Data, more: Record<string, Data> = {}) =>
  policy({ Effect: 'Allow', Principal: '*', Action, Resource: '*', ...more });
const from = (condition: Data) =>
  allow('execute-api:Invoke', { Condition: condition });
const ingress = (source: Record<string, Data>): Record<string, Data> => ({
  GroupId: att('Group', 'GroupId'),
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  ...source,
});
const route = (target: Record<string, Data>): Record<string, Data> => ({
  RouteTableId: ref('Routes'),
  DestinationCidrBlock: '0.0.0.0/0',
  ...target,
});
const trust = (statement: Record<string, Data>): Record<string, Data> => ({
  AssumeRolePolicyDocument: policy({ Effect: 'Allow', ...statement }),
});
const issuer = 'token.actions.githubusercontent.com';

/** Every way of being public, by name. The base of every template (`privateTemplate`) has the resources that they name. */
export const openings: Record<string, Opening> = {
  'an internet gateway': add('AWS::EC2::InternetGateway'),
  'an internet gateway in another spelling': add('aws::EC2::Internetgateway'),
  'an attached internet gateway': add('AWS::EC2::VPCGatewayAttachment', {
    VpcId: ref('Vpc'),
    InternetGatewayId: 'igw-0a',
  }),
  'an egress-only internet gateway': add(
    'AWS::EC2::EgressOnlyInternetGateway',
    { VpcId: ref('Vpc') },
  ),
  'a carrier gateway': add('AWS::EC2::CarrierGateway', { VpcId: ref('Vpc') }),
  'a NAT gateway': add('AWS::EC2::NatGateway', {
    SubnetId: ref('SubnetA'),
    AllocationId: 'eipalloc-0a',
  }),
  'an Elastic IP address': add('AWS::EC2::EIP', { Domain: 'vpc' }),
  'an associated Elastic IP address': add('AWS::EC2::EIPAssociation', {
    AllocationId: 'eipalloc-0a',
    NetworkInterfaceId: 'eni-0a',
  }),
  'a route to an internet gateway': add(
    'AWS::EC2::Route',
    route({ GatewayId: 'igw-0a' }),
  ),
  'a route to a NAT gateway': add(
    'AWS::EC2::Route',
    route({ NatGatewayId: 'nat-0a' }),
  ),
  'a narrow route to an internet gateway': add(
    'AWS::EC2::Route',
    route({ GatewayId: 'igw-0a', DestinationCidrBlock: '1.1.1.1/32' }),
  ),
  'an IPv6 route to the internet': add('AWS::EC2::Route', {
    RouteTableId: ref('Routes'),
    DestinationIpv6CidrBlock: '::/0',
    EgressOnlyInternetGatewayId: 'eigw-0a',
  }),
  'a public subnet': set('SubnetA', { MapPublicIpOnLaunch: true }),
  'a public ingress rule': set('Group', {
    SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
  }),
  'an ingress rule of one public address': set('Group', {
    SecurityGroupIngress: [{ IpProtocol: 'tcp', CidrIp: '8.8.8.8/32' }],
  }),
  'a separate ingress rule': add(
    'AWS::EC2::SecurityGroupIngress',
    ingress({ CidrIp: '0.0.0.0/0' }),
  ),
  'an ingress rule of half of the internet': add(
    'AWS::EC2::SecurityGroupIngress',
    ingress({ CidrIp: '128.0.0.0/1' }),
  ),
  'a range that is almost private': add(
    'AWS::EC2::SecurityGroupIngress',
    ingress({ CidrIp: '172.0.0.0/8' }),
  ),
  'an IPv6 ingress rule': add(
    'AWS::EC2::SecurityGroupIngress',
    ingress({ CidrIpv6: '::/0' }),
  ),
  'a public prefix list': all(template => {
    template.Resources.Ranges = {
      Type: 'AWS::EC2::PrefixList',
      Properties: {
        PrefixListName: 'clients',
        AddressFamily: 'IPv4',
        MaxEntries: 1,
        Entries: [{ Cidr: '0.0.0.0/0' }],
      },
    };
  }, add('AWS::EC2::SecurityGroupIngress', ingress({ SourcePrefixListId: ref('Ranges') }))),
  'an internet-facing load balancer': add(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    { Scheme: 'internet-facing', Subnets: [ref('SubnetA'), ref('SubnetB')] },
  ),
  'a load balancer without a scheme': add(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    { Subnets: [ref('SubnetA'), ref('SubnetB')] },
  ),
  'a classic load balancer': add('AWS::ElasticLoadBalancing::LoadBalancer', {
    Subnets: [ref('SubnetA')],
    Listeners: [
      { InstancePort: '80', LoadBalancerPort: '80', Protocol: 'HTTP' },
    ],
  }),
  'a regional API': set('Api', {
    EndpointConfiguration: { Types: ['REGIONAL'] },
  }),
  'an edge-optimized API': set('Api', {
    EndpointConfiguration: { Types: ['EDGE'] },
  }),
  'an API without endpoint types': set('Api', { EndpointConfiguration: {} }),
  'an API policy for everyone': set('Api', {
    Policy: allow('execute-api:Invoke'),
  }),
  'an API policy for every endpoint': set('Api', {
    Policy: from({ StringLike: { 'aws:SourceVpce': 'vpce-*' } }),
  }),
  'an API policy with a condition that is always true': set('Api', {
    Policy: from({ Bool: { 'aws:SecureTransport': 'true' } }),
  }),
  'an API policy whose condition may be missing': set('Api', {
    Policy: from({
      StringEqualsIfExists: { 'aws:SourceVpce': ref('Endpoint') },
    }),
  }),
  'an API policy with a second statement': set('Api', {
    Policy: policy(
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceVpce': ref('Endpoint') } },
      },
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    ),
  }),
  'an HTTP API': add('AWS::ApiGatewayV2::Api', {
    Name: 'open',
    ProtocolType: 'HTTP',
  }),
  'a WebSocket API': add('AWS::ApiGatewayV2::Api', {
    Name: 'open',
    ProtocolType: 'WEBSOCKET',
  }),
  'a CloudFront distribution': add('AWS::CloudFront::Distribution', {
    DistributionConfig: { Enabled: true },
  }),
  'a GraphQL API': add('AWS::AppSync::GraphQLApi', {
    Name: 'open',
    AuthenticationType: 'API_KEY',
  }),
  'a function URL': add('AWS::Lambda::Url', {
    TargetFunctionArn: att('Function'),
    AuthType: 'NONE',
  }),
  'a permission of a function URL': add('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName: ref('Function'),
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  }),
  'a permission for everyone': set('Permission', {
    Principal: '*',
    SourceArn: { Ref: 'AWS::NoValue' },
  }),
  'a permission without a source': set('Permission', {
    SourceArn: { Ref: 'AWS::NoValue' },
  }),
  'a function outside of a VPC': set('Function', {
    VpcConfig: { Ref: 'AWS::NoValue' },
  }),
  'an endpoint without a policy': set('Endpoint', {
    PolicyDocument: { Ref: 'AWS::NoValue' },
  }),
  'an endpoint with full access': set('Endpoint', {
    PolicyDocument: allow('*'),
  }),
  'a bucket without blocks': set('Bucket', {
    PublicAccessBlockConfiguration: { Ref: 'AWS::NoValue' },
  }),
  'a bucket with three of four blocks': set('Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: false,
    },
  }),
  'a website': set('Bucket', {
    WebsiteConfiguration: { IndexDocument: 'index.html' },
  }),
  'a public ACL': set('Bucket', { AccessControl: 'PublicRead' }),
  'a public bucket policy': set('BucketPolicy', {
    PolicyDocument: allow('s3:GetObject'),
  }),
  'a public queue': add('AWS::SQS::QueuePolicy', {
    Queues: ['https://sqs.eu-central-1.amazonaws.com/111111111111/open'],
    PolicyDocument: allow('sqs:SendMessage'),
  }),
  'a public topic': add('AWS::SNS::TopicPolicy', {
    Topics: ['arn:aws:sns:eu-central-1:111111111111:open'],
    PolicyDocument: allow('sns:Subscribe'),
  }),
  'a topic policy of every account': add('AWS::SNS::TopicPolicy', {
    Topics: ['arn:aws:sns:eu-central-1:111111111111:open'],
    PolicyDocument: allow('sns:Subscribe', {
      Condition: { StringLike: { 'aws:SourceAccount': '*' } },
    }),
  }),
  'a public key': add('AWS::KMS::Key', { KeyPolicy: allow('kms:Decrypt') }),
  'a public secret': add('AWS::SecretsManager::ResourcePolicy', {
    SecretId: 'open',
    ResourcePolicy: allow('secretsmanager:GetSecretValue'),
  }),
  'a policy as a JSON text': add('AWS::Logs::ResourcePolicy', {
    PolicyName: 'open',
    PolicyDocument: JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'logs:*', Resource: '*' },
      ],
    }),
  }),
  'an event bus for everyone': add('AWS::Events::EventBusPolicy', {
    StatementId: 'open',
    Action: 'events:PutEvents',
    Principal: '*',
  }),
  'a public repository of images': add('AWS::ECR::Repository', {
    RepositoryPolicyText: allow('ecr:BatchGetImage'),
  }),
  'a public layer': add('AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: 'arn:aws:lambda:eu-central-1:111111111111:layer:open:1',
    Principal: '*',
  }),
  'a role for everyone': set(
    'Role',
    trust({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
  ),
  'a role for everyone but one': set(
    'Role',
    trust({
      NotPrincipal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'sts:AssumeRole',
    }),
  ),
  'a role for every repository of GitHub': set(
    'Role',
    trust({
      Principal: {
        Federated: sub(
          `arn:aws:iam::\${AWS::AccountId}:oidc-provider/${issuer}`,
        ),
      },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } },
    }),
  ),
  'a public database': add('AWS::RDS::DBInstance', {
    Engine: 'postgres',
    PubliclyAccessible: true,
  }),
  'an instance with a public address': add('AWS::EC2::Instance', {
    ImageId: 'ami-0123456789abcdef0',
    NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true }],
  }),
  'a launch template with a public address': add('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
    },
  }),
  'a container with a public address': add('AWS::ECS::Service', {
    LaunchType: 'FARGATE',
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: [ref('SubnetA')],
        AssignPublicIp: 'ENABLED',
      },
    },
  }),
  'a public cluster of Kubernetes': add('AWS::EKS::Cluster', {
    RoleArn: att('Role'),
    ResourcesVpcConfig: {
      SubnetIds: [ref('SubnetA'), ref('SubnetB')],
      EndpointPublicAccess: true,
    },
  }),
  'a cluster of Kubernetes that is public by default': add(
    'AWS::EKS::Cluster',
    {
      RoleArn: att('Role'),
      ResourcesVpcConfig: { SubnetIds: [ref('SubnetA'), ref('SubnetB')] },
    },
  ),
  'a public search domain': add('AWS::OpenSearchService::Domain', {
    AccessPolicies: allow('es:*'),
  }),
  'a public cluster of Kafka': add('AWS::MSK::Cluster', {
    ClusterName: 'open',
    KafkaVersion: '3.6.0',
    NumberOfBrokerNodes: 2,
    BrokerNodeGroupInfo: {
      ClientSubnets: [ref('SubnetA'), ref('SubnetB')],
      InstanceType: 'kafka.m7g.large',
      ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
    },
  }),
  'a public warehouse': add('AWS::Redshift::Cluster', {
    ClusterType: 'single-node',
    NodeType: 'ra3.large',
    PubliclyAccessible: true,
  }),
  'a public message broker': add('AWS::AmazonMQ::Broker', {
    BrokerName: 'open',
    PubliclyAccessible: true,
  }),
  'a public file server': add('AWS::Transfer::Server', {
    EndpointType: 'PUBLIC',
  }),
  'a file server that is public by default': add('AWS::Transfer::Server'),
  'an App Runner service': add('AWS::AppRunner::Service', {
    SourceConfiguration: {},
  }),
  'a global accelerator': add('AWS::GlobalAccelerator::Accelerator', {
    Name: 'open',
  }),
  'a login page': add('AWS::Cognito::UserPoolDomain', {
    UserPoolId: 'open',
    Domain: 'open',
  }),
  'a hosted web app': add('AWS::Amplify::App', { Name: 'open' }),
  'a virtual private server': add('AWS::Lightsail::Instance', {
    InstanceName: 'open',
  }),
  'a public hosted zone': add('AWS::Route53::HostedZone', {
    Name: 'acme.example',
  }),
  'an endpoint service for everyone': add(
    'AWS::EC2::VPCEndpointServicePermissions',
    { ServiceId: 'vpce-svc-0a', AllowedPrincipals: ['*'] },
  ),
  'an action on every resource': set('Role', {
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: policy({
          Effect: 'Allow',
          Action: '*',
          Resource: '*',
        }),
      },
    ],
  }),
  'a nested stack': add('AWS::CloudFormation::Stack', {
    TemplateURL: 'https://s3.amazonaws.com/open/template.yaml',
  }),
  'a resource type that nobody knows': add('Acme::Open::Door'),
  'a macro': template => {
    template.Transform = 'Open';
  },
};
