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
 * The command that deletes a resource, in the region of its stack. A bucket must be empty. For a type without a command
 * of its own, it is that of the Cloud Control API, which uses CloudFormation's types:
 * https://docs.aws.amazon.com/cli/latest/reference/cloudcontrol/delete-resource.html
 *
 * @returns undefined for a custom resource, which only its function can delete, and without a physical ID
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
    type === 'AWS::CloudFormation::CustomResource'
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
