import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const one = (type: string, properties = '{}') =>
  `Thing: { Type: ${type}, Properties: ${properties} }`;
/** A VPC with two subnets and a subnet group. */
const network = (subnet = '') => `
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  SubnetA: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  SubnetB: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24${subnet} } }
  Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { SubnetIds: [!Ref SubnetA, !Ref SubnetB] } }`;
const within = (type: string, properties: string, subnet = '') =>
  `${network(subnet)}\n  ${one(type, properties)}`;
const gateway = `
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: igw-1 }`;
const collections = (rules: string) =>
  one(
    'AWS::OpenSearchServerless::SecurityPolicy',
    `{ Type: network, Policy: '${rules}' }`,
  );
const taskOfRule = (config: string) =>
  one(
    'AWS::Events::Rule',
    `{ Targets: [{ Id: a, Arn: x, EcsParameters: { NetworkConfiguration: ${config} } }] }`,
  );

/** Switches with a private and a public value. */
const switched: Array<[string, string, string]> = [
  [
    'AWS::AmazonMQ::Broker',
    '{ PubliclyAccessible: false }',
    '{ PubliclyAccessible: true }',
  ],
  ['AWS::DMS::ReplicationInstance', '{ PubliclyAccessible: false }', '{}'],
  [
    'AWS::EKS::Cluster',
    '{ ResourcesVpcConfig: { EndpointPublicAccess: false, EndpointPrivateAccess: true } }',
    "{ ResourcesVpcConfig: { EndpointPublicAccess: true, PublicAccessCidrs: ['203.0.113.0/24'] } }",
  ],
  [
    'AWS::EKS::Cluster',
    "{ ResourcesVpcConfig: { EndpointPublicAccess: 'False' } }",
    '{ ResourcesVpcConfig: { SubnetIds: [subnet-1] } }',
  ],
  [
    'AWS::MSK::Cluster',
    '{ BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: DISABLED } } } }',
    '{ BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: SERVICE_PROVIDED_EIPS } } } }',
  ],
  [
    'AWS::Neptune::DBInstance',
    '{ PubliclyAccessible: false }',
    '{ PubliclyAccessible: true }',
  ],
  [
    'AWS::OpenSearchService::Domain',
    '{ VPCOptions: { SubnetIds: [subnet-1] } }',
    '{}',
  ],
  [
    'AWS::RDS::DBInstance',
    '{ PubliclyAccessible: false }',
    '{ PubliclyAccessible: true }',
  ],
  [
    'AWS::Redshift::Cluster',
    '{ PubliclyAccessible: false }',
    '{ ElasticIp: 52.0.0.1 }',
  ],
  [
    'AWS::SageMaker::NotebookInstance',
    '{ DirectInternetAccess: Disabled }',
    '{}',
  ],
  ['AWS::Transfer::Server', '{ EndpointType: VPC }', '{}'],
  [
    'AWS::Transfer::Server',
    '{ EndpointType: VPC_ENDPOINT }',
    '{ EndpointType: VPC, EndpointDetails: { AddressAllocationIds: [eipalloc-1] } }',
  ],
  ['AWS::Logs::LogGroup', '{}', '{ BearerTokenAuthenticationEnabled: true }'],
  [
    'AWS::ECS::Service',
    '{ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } } }',
    '{ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1], AssignPublicIp: ENABLED } } }',
  ],
  [
    'AWS::Lambda::NetworkConnector',
    '{ Configuration: { VpcEgressConfiguration: { SubnetIds: [subnet-1] } } }',
    '{ Configuration: { VpcEgressConfiguration: { SubnetIds: [subnet-1], ElasticIpConfiguration: { A: b } } } }',
  ],
  [
    'AWS::SES::MailManagerIngressPoint',
    '{ NetworkConfiguration: { PrivateNetworkConfiguration: { VpcEndpointId: vpce-1 } } }',
    '{ NetworkConfiguration: { PublicNetworkConfiguration: { IpType: IPV4 } } }',
  ],
  [
    'AWS::EKS::Nodegroup',
    '{ RemoteAccess: { Ec2SshKey: key, SourceSecurityGroups: [sg-1] } }',
    '{ RemoteAccess: { Ec2SshKey: key } }',
  ],
  [
    'AWS::Grafana::Workspace',
    '{ NetworkAccessControl: { VpceIds: [vpce-1], PrefixListIds: [] } }',
    '{}',
  ],
  [
    'AWS::Cognito::UserPool',
    '{ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }',
    '{}',
  ],
  ['AWS::SageMaker::Model', '{ VpcConfig: { Subnets: [subnet-1] } }', '{}'],
  [
    'AWS::SageMaker::Model',
    '{ EnableNetworkIsolation: true }',
    '{ EnableNetworkIsolation: !If [Open, true, false] }',
  ],
  [
    'AWS::ACMPCA::CertificateAuthority',
    '{}',
    '{ RevocationConfiguration: { CrlConfiguration: { Enabled: true } } }',
  ],
  [
    'AWS::IoT::TopicRule',
    '{ TopicRulePayload: { Actions: [{ Lambda: {} }] } }',
    '{ TopicRulePayload: { Actions: [{ Lambda: {} }, { S3: { CannedAcl: public-read } }] } }',
  ],
];

ruleCases('PS48', {
  proven: [
    [
      'a state machine without public addresses',
      one(
        'AWS::StepFunctions::StateMachine',
        '{ Definition: { States: { Run: { Parameters: { AssignPublicIp: DISABLED } } } } }',
      ),
    ],
    ['no such resource', 'Vpc: { Type: AWS::EC2::VPC }'],
    ...switched.map(
      ([type, good]): Case => [`${type} ${good}`, one(type, good)],
    ),
    [
      'an EMR cluster in a private subnet',
      within(
        'AWS::EMR::Cluster',
        '{ Instances: { Ec2SubnetIds: [!Ref SubnetA] } }',
      ),
    ],
    [
      'an instance in a private subnet',
      within('AWS::EC2::Instance', '{ SubnetId: !Ref SubnetA }'),
    ],
    [
      'an instance whose interface has no public address',
      one(
        'AWS::EC2::Instance',
        '{ NetworkInterfaces: [{ SubnetId: subnet-1, AssociatePublicIpAddress: false }] }',
      ),
    ],
    [
      'an instance with an existing interface',
      one(
        'AWS::EC2::Instance',
        "{ NetworkInterfaces: [{ NetworkInterfaceId: eni-1, DeviceIndex: '0' }] }",
      ),
    ],
    [
      'a group with a launch template of the template',
      `${within(
        'AWS::AutoScaling::AutoScalingGroup',
        '{ VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB], LaunchTemplate: { LaunchTemplateId: !Ref Launch, Version: 1 } }',
      )}
  Launch: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { ImageId: ami-1 } } }`,
    ],
    [
      'a database in a VPC without a gateway',
      within('AWS::RDS::DBInstance', '{ DBSubnetGroupName: !Ref Group }'),
    ],
    [
      'an instance of an Aurora cluster in a VPC without a gateway',
      `${within(
        'AWS::RDS::DBInstance',
        '{ DBClusterIdentifier: !Ref Cluster }',
      )}
  Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql, DBSubnetGroupName: !Ref Group } }`,
    ],
    [
      'a rule that runs no task',
      one('AWS::Events::Rule', '{ Targets: [{ Id: a, Arn: x }] }'),
    ],
    [
      'a task of a rule without a public address',
      taskOfRule(
        '{ AwsVpcConfiguration: { Subnets: [subnet-1], AssignPublicIp: DISABLED } }',
      ),
    ],
    [
      'a rule with a task and another target',
      one(
        'AWS::Events::Rule',
        '{ Targets: [{ Id: a, Arn: x }, { Id: b, Arn: y, EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: DISABLED } } } }] }',
      ),
    ],
    [
      'an Express service in a VPC without a gateway',
      within(
        'AWS::ECS::ExpressGatewayService',
        '{ NetworkConfiguration: { Subnets: [!Ref SubnetA] } }',
      ),
    ],
    [
      'collections behind an endpoint',
      collections('[{"AllowFromPublic":false,"SourceVPCEs":["vpce-1"]}]'),
    ],
    [
      'encryption of collections',
      one(
        'AWS::OpenSearchServerless::SecurityPolicy',
        "{ Type: encryption, Policy: '{}' }",
      ),
    ],
  ],
  violated: [
    ...[
      'Definition: { States: { Run: { Parameters: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: ENABLED } } } } } }',
      `DefinitionString: '{"States":{"Run":{"Arguments":{"AssignPublicIp":"ENABLED"}}}}'`,
      `DefinitionString: !Join ['', ['{"Parameters":{"Cluster":"', !ImportValue cluster, '","AssignPublicIp":"ENABLED"}}']]`,
      'Definition: { States: { Start: { Parameters: { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] } } } }',
    ].map(
      (definition): Case => [
        `a state machine: ${definition}`,
        one('AWS::StepFunctions::StateMachine', `{ ${definition} }`),
      ],
    ),
    ...[
      '{}',
      '{ SubnetIds: [] }',
      "{ SubnetIds: [!Ref 'AWS::NoValue'] }",
      '{ SecurityGroupIds: [sg-1] }',
    ].map(
      (options): Case => [
        `a domain without a subnet: ${options}`,
        one('AWS::OpenSearchService::Domain', `{ VPCOptions: ${options} }`),
      ],
    ),
    ...switched.map(
      ([type, , bad]): Case => [`${type} ${bad}`, one(type, bad)],
    ),
    ...[
      'AWS::ECS::ExpressGatewayService',
      'AWS::EC2::ClientVpnEndpoint',
      'AWS::EC2::InstanceConnectEndpoint',
      'AWS::Lightsail::Instance',
      'AWS::DirectConnect::PublicVirtualInterface',
      'aws::lightsail::staticip',
    ].map((type): Case => [type, one(type)]),
    [
      'a broker by a parameter',
      one('AWS::AmazonMQ::Broker', '{ PubliclyAccessible: !Ref Anything }'),
      { Anything: 'true' },
    ],
    [
      'a broker in a branch',
      one(
        'AWS::AmazonMQ::Broker',
        '{ PubliclyAccessible: !If [Open, true, false] }',
      ),
    ],
    [
      'one interface of several',
      one(
        'AWS::EC2::Instance',
        '{ NetworkInterfaces: [{ SubnetId: subnet-1, AssociatePublicIpAddress: false }, { SubnetId: subnet-2, AssociatePublicIpAddress: true }] }',
      ),
    ],
    [
      'an instance without a subnet',
      one('AWS::EC2::Instance', '{ ImageId: ami-1 }'),
    ],
    [
      'an instance in a public subnet',
      within(
        'AWS::EC2::Instance',
        '{ SubnetId: !Ref SubnetB }',
        ', MapPublicIpOnLaunch: true',
      ),
    ],
    [
      'a launch template',
      one(
        'AWS::EC2::LaunchTemplate',
        '{ LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] } }',
      ),
    ],
    [
      'a database in a VPC with a gateway',
      `${within(
        'AWS::RDS::DBInstance',
        '{ DBSubnetGroupName: !Ref Group }',
      )}${gateway}`,
    ],
    [
      'a task of a rule',
      taskOfRule(
        '{ AwsVpcConfiguration: { Subnets: [subnet-1], AssignPublicIp: ENABLED } }',
      ),
    ],
    [
      'an Express service in a VPC with a gateway',
      `${within(
        'AWS::ECS::ExpressGatewayService',
        '{ NetworkConfiguration: { Subnets: [!Ref SubnetA] } }',
      )}${gateway}`,
    ],
    [
      'public collections',
      collections('[{"AllowFromPublic":false},{"AllowFromPublic":true}]'),
    ],
  ],
  unproven: [
    [
      'a state machine that decides when it runs',
      one(
        'AWS::StepFunctions::StateMachine',
        "{ Definition: { States: { Run: { Parameters: { 'AssignPublicIp.$': $.ip } } } } }",
      ),
    ],
    [
      'a switch without a value',
      one('AWS::AmazonMQ::Broker', '{ PubliclyAccessible: !Ref Anything }'),
    ],
    [
      'a value that is not known',
      one('AWS::Transfer::Server', '{ EndpointType: NEW }'),
    ],
    [
      'a database in an existing VPC',
      one('AWS::RDS::DBInstance', '{ DBSubnetGroupName: existing }'),
    ],
    [
      'a database without a subnet group',
      one('AWS::RDS::DBInstance', '{ Engine: postgres }'),
    ],
    [
      'an instance in an existing subnet',
      one('AWS::EC2::Instance', '{ SubnetId: subnet-1 }'),
    ],
    [
      'an instance with an existing launch template',
      within(
        'AWS::EC2::Instance',
        '{ SubnetId: !Ref SubnetA, LaunchTemplate: { LaunchTemplateId: lt-1, Version: 1 } }',
      ),
    ],
    [
      'a task of a rule that says nothing',
      taskOfRule('{ AwsVpcConfiguration: { Subnets: [subnet-1] } }'),
    ],
    [
      'an Express service in existing subnets',
      one(
        'AWS::ECS::ExpressGatewayService',
        '{ NetworkConfiguration: { Subnets: [subnet-1] } }',
      ),
    ],
    [
      'collections by a parameter',
      one(
        'AWS::OpenSearchServerless::SecurityPolicy',
        '{ Type: network, Policy: !Ref Anything }',
      ),
    ],
    [
      'a configuration by a parameter',
      one('AWS::EKS::Cluster', '{ ResourcesVpcConfig: !Ref Anything }'),
    ],
  ],
});
