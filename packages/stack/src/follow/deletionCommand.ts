/** Commands of the AWS CLI that delete a resource by its physical ID. They are the operations of each service's API. */
const commands: Record<string, string> = {
  'AWS::CloudFormation::Stack': 'cloudformation delete-stack --stack-name',
  'AWS::Cognito::UserPool': 'cognito-idp delete-user-pool --user-pool-id',
  'AWS::DynamoDB::Table': 'dynamodb delete-table --table-name',
  'AWS::EC2::SecurityGroup': 'ec2 delete-security-group --group-id',
  'AWS::EC2::Subnet': 'ec2 delete-subnet --subnet-id',
  'AWS::EC2::VPC': 'ec2 delete-vpc --vpc-id',
  'AWS::EC2::VPCEndpoint': 'ec2 delete-vpc-endpoints --vpc-endpoint-ids',
  'AWS::KMS::Key': 'kms schedule-key-deletion --key-id',
  'AWS::Lambda::Function': 'lambda delete-function --function-name',
  'AWS::Logs::LogGroup': 'logs delete-log-group --log-group-name',
  'AWS::S3::Bucket': 's3api delete-bucket --bucket',
  'AWS::SecretsManager::Secret': 'secretsmanager delete-secret --secret-id',
  'AWS::SNS::Topic': 'sns delete-topic --topic-arn',
  'AWS::SQS::Queue': 'sqs delete-queue --queue-url',
};

/**
 * Types for which CloudFormation's physical ID is only a part of the identifier that the Cloud Control API expects, and
 * that have no operation with the physical ID alone. The source is `primaryIdentifier` of the types' schemas.
 */
const partlyIdentified = new RegExp(
  `^AWS::(?:${[
    'ApiGateway::(?:Authorizer|BasePathMapping|Deployment|DocumentationPart|DocumentationVersion|Method|Resource|Stage)',
    'Cognito::UserPool[A-Z]\\w*',
    'EC2::(?:EIP|Route|VPCCidrBlock|VPCGatewayAttachment)',
    'ECS::(?:Service|TaskSet)',
    'Events::EventBusPolicy',
    'IAM::(?:Group|Role|User)Policy',
    'Lambda::(?:EventInvokeConfig|Permission)',
    'Logs::(?:LogStream|MetricFilter|SubscriptionFilter)',
    'Route53::RecordSet',
    'WAFv2::\\w+',
  ].join('|')})$`,
);

/**
 * The command that deletes a resource, in the region of its stack. A bucket must be empty. For a type without a command
 * of its own, it is that of the Cloud Control API, which uses CloudFormation's types:
 * https://docs.aws.amazon.com/cli/latest/reference/cloudcontrol/delete-resource.html
 *
 * @returns undefined for a custom resource, which only its function can delete, without a physical ID, and if the
 *   physical ID does not identify the resource
 */
export function deletionCommand(
  type: string,
  physicalId: string | undefined,
  stackArn: string,
): string | undefined {
  const isOfAws = type.startsWith('AWS::');
  if (
    !physicalId ||
    !isOfAws ||
    type === 'AWS::CloudFormation::CustomResource' ||
    (partlyIdentified.test(type) && !physicalId.includes('|'))
  ) {
    return undefined;
  }
  const region = stackArn.split(':')[3];
  const command =
    commands[type] ??
    `cloudcontrol delete-resource --type-name ${type} --identifier`;
  return `aws ${command} ${quoted(physicalId)}${
    region ? ` --region ${region}` : ''
  }`;
}

/** For a POSIX shell. */
function quoted(value: string): string {
  return /^[\w./:@+=-]+$/.test(value)
    ? value
    : `'${value.replaceAll("'", "'\\''")}'`;
}
