/** Permissions in the registry for a property that the golden path does not set. */
type Optional = {
  permissions: string[];
  /** The property, such as `Code.S3ObjectVersion`. If a fragment sets it, the permissions are in the policy. */
  property: string;
};

/**
 * Permissions that a type needs only with the named property. The registry lists them for the type. All other permissions
 * of a type are in the policy.
 */
export const optional: Record<string, Optional[]> = {
  'AWS::ApiGateway::RestApi': [
    { property: 'BodyS3Location', permissions: ['s3:GetObject'] },
    // Roles in an OpenAPI document.
    { property: 'Body', permissions: ['iam:PassRole'] },
  ],
  'AWS::ApiGateway::Method': [
    { property: 'Integration.Credentials', permissions: ['iam:PassRole'] },
  ],
  'AWS::ApiGateway::DomainNameV2': [
    // For domains that are shared with other accounts.
    {
      property: 'ManagementPolicy',
      permissions: ['apigateway:UpdateDomainNameManagementPolicy'],
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      property: 'ContributorInsightsSpecification',
      permissions: ['dynamodb:UpdateContributorInsights'],
    },
    {
      property: 'ImportSourceSpecification',
      permissions: [
        'dynamodb:DescribeImport',
        'dynamodb:ImportTable',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
        'logs:PutRetentionPolicy',
        's3:GetObject',
        's3:GetObjectMetadata',
        's3:ListBucket',
      ],
    },
    {
      property: 'KinesisStreamSpecification',
      permissions: [
        'dynamodb:DisableKinesisStreamingDestination',
        'dynamodb:EnableKinesisStreamingDestination',
        'dynamodb:UpdateKinesisStreamingDestination',
        'iam:CreateServiceLinkedRole',
        'kinesis:DescribeStream',
        'kinesis:PutRecords',
      ],
    },
    // For a global table, whose replicas are read and written by item.
    {
      property: 'Replicas',
      permissions: [
        'dynamodb:AssociateTableReplica',
        'dynamodb:BatchWriteItem',
        'dynamodb:CreateTableReplica',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
    },
    {
      property: 'ResourcePolicy',
      permissions: [
        'dynamodb:DeleteResourcePolicy',
        'dynamodb:PutResourcePolicy',
      ],
    },
    {
      property: 'TimeToLiveSpecification',
      permissions: ['dynamodb:UpdateTimeToLive'],
    },
  ],
  'AWS::EC2::FlowLog': [
    // The bucket or stream of flow logs that are not sent to CloudWatch Logs.
    {
      property: 'LogDestination',
      permissions: [
        'autoscaling:DescribeTags',
        'iam:CreateServiceLinkedRole',
        's3:GetBucketPolicy',
        's3:PutBucketPolicy',
      ],
    },
  ],
  'AWS::EC2::Subnet': [
    {
      property: 'Ipv6CidrBlock',
      permissions: [
        'ec2:AssociateSubnetCidrBlock',
        'ec2:DisassociateSubnetCidrBlock',
      ],
    },
  ],
  'AWS::EC2::VPC': [
    { property: 'InstanceTenancy', permissions: ['ec2:ModifyVpcTenancy'] },
    {
      property: 'VpcEncryptionControl',
      permissions: ['ec2:CreateVpcEncryptionControl'],
    },
  ],
  'AWS::EC2::VPCEndpoint': [
    {
      property: 'ServiceNetworkArn',
      permissions: [
        'vpc-lattice:CreateServiceNetworkVpcEndpointAssociation',
        'vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation',
      ],
    },
    { property: 'ServiceRegion', permissions: ['vpce:AllowMultiRegion'] },
  ],
  'AWS::ElasticLoadBalancingV2::Listener': [
    {
      property: 'AuthenticateCognitoConfig',
      permissions: ['cognito-idp:DescribeUserPoolClient'],
    },
    {
      property: 'ListenerAttributes',
      permissions: ['elasticloadbalancing:ModifyListenerAttributes'],
    },
  ],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [
    {
      property: 'AuthenticateCognitoConfig',
      permissions: ['cognito-idp:DescribeUserPoolClient'],
    },
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    {
      property: 'Ipv4IpamPoolId',
      permissions: [
        'ec2:DescribeIpamPools',
        'elasticloadbalancing:ModifyIpPools',
      ],
    },
    {
      property: 'MinimumLoadBalancerCapacity',
      permissions: ['elasticloadbalancing:ModifyCapacityReservation'],
    },
  ],
  'AWS::Events::Rule': [
    // For targets that the rule calls with a role. A function has a permission instead.
    { property: 'RoleArn', permissions: ['iam:PassRole'] },
  ],
  'AWS::IAM::Role': [
    { property: 'Description', permissions: ['iam:UpdateRoleDescription'] },
    {
      property: 'ManagedPolicyArns',
      permissions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
    },
    { property: 'MaxSessionDuration', permissions: ['iam:UpdateRole'] },
  ],
  'AWS::Lambda::Function': [
    {
      property: 'CapacityProviderConfig',
      permissions: ['lambda:PassCapacityProvider'],
    },
    {
      property: 'Code.S3ObjectVersion',
      permissions: ['s3:GetObjectVersion'],
    },
    {
      property: 'CodeSigningConfigArn',
      permissions: [
        'lambda:DeleteFunctionCodeSigningConfig',
        'lambda:GetCodeSigningConfig',
        'lambda:PutFunctionCodeSigningConfig',
      ],
    },
    {
      property: 'FileSystemConfigs',
      permissions: [
        'elasticfilesystem:DescribeMountTargets',
        's3files:ListMountTargets',
      ],
    },
    {
      property: 'FunctionScalingConfig',
      permissions: ['lambda:PutFunctionScalingConfig'],
    },
    {
      property: 'KmsKeyArn',
      permissions: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
      ],
    },
    { property: 'Layers', permissions: ['lambda:GetLayerVersion'] },
    {
      property: 'PublishToLatestPublished',
      permissions: ['lambda:PublishVersion'],
    },
    {
      property: 'RecursiveLoop',
      permissions: ['lambda:PutFunctionRecursionConfig'],
    },
    {
      property: 'ReservedConcurrentExecutions',
      permissions: [
        'lambda:DeleteFunctionConcurrency',
        'lambda:PutFunctionConcurrency',
      ],
    },
    {
      property: 'RuntimeManagementConfig',
      permissions: ['lambda:PutRuntimeManagementConfig'],
    },
  ],
  'AWS::Route53::HostedZone': [
    {
      property: 'HostedZoneConfig',
      permissions: ['route53:UpdateHostedZoneComment'],
    },
    {
      property: 'QueryLoggingConfig',
      permissions: [
        'route53:CreateQueryLoggingConfig',
        'route53:DeleteQueryLoggingConfig',
      ],
    },
  ],
  'AWS::Logs::LogGroup': [
    {
      property: 'DataProtectionPolicy',
      permissions: [
        'firehose:TagDeliveryStream',
        'logs:CreateLogDelivery',
        'logs:DeleteDataProtectionPolicy',
        'logs:PutDataProtectionPolicy',
        's3:REST.PUT.OBJECT',
      ],
    },
    {
      property: 'ResourcePolicyDocument',
      permissions: ['logs:DescribeResourcePolicies', 'logs:PutResourcePolicy'],
    },
  ],
};

/**
 * Additional actions for a property, which the Service Authorization Reference lists and the registry does not.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const dependent: Record<string, Optional[]> = {
  'AWS::EC2::VPCEndpoint': [
    {
      property: 'PrivateDnsEnabled',
      permissions: ['route53:AssociateVPCWithHostedZone'],
    },
  ],
};
