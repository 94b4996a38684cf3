/** Names of services that are often called, by their endpoint. */
const titles: Record<string, string | undefined> = {
  'cognito-idp': 'Cognito',
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  'ecr.api': 'ECR',
  'ecr.dkr': 'ECR images',
  events: 'EventBridge',
  'execute-api': 'API Gateway',
  'kinesis-streams': 'Kinesis',
  kms: 'KMS',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  monitoring: 'CloudWatch',
  s3: 'S3',
  secretsmanager: 'Secrets Manager',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'Systems Manager',
  states: 'Step Functions',
  sts: 'STS',
  xray: 'X-Ray',
};

/** The name of a service for people, such as `DynamoDB` for `dynamodb`. */
export function serviceTitle(service: string): string {
  return (Object.hasOwn(titles, service) && titles[service]) || service;
}
