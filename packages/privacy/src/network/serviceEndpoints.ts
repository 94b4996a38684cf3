/**
 * Which endpoint services the APIs of AWS need. Names are those of interface endpoints without `com.amazonaws.{region}.`; S3 and DynamoDB
 * also have gateway endpoints with the same names.
 *
 * Sources: the list of services with endpoints, https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * and https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html (IAM, Route 53), and the
 * prefixes of actions, https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Services whose prefix of actions is also the name of their endpoint. */
const sameName = new Set(
  `access-analyzer acm-pca apigateway application-autoscaling athena autoscaling backup batch cloudformation cloudtrail codebuild codecommit
  codedeploy codepipeline cognito-identity cognito-idp comprehend comprehendmedical config datasync datazone dms ds dynamodb ec2 ecs eks
  elasticfilesystem elasticloadbalancing elasticmapreduce emr-containers emr-serverless events execute-api fis fsx glue guardduty
  healthlake iam imagebuilder inspector2 kafka kafkaconnect kendra kms lakeformation lambda logs macie2 mq organizations personalize pi
  pipes polly ram rds rds-data redshift redshift-data redshift-serverless rekognition resource-groups route53 s3 s3express s3tables s3vectors scheduler
  schemas secretsmanager securityhub servicecatalog servicediscovery sns sqs ssm ssm-contacts ssm-incidents states sts swf synthetics
  textract transcribe transfer translate verifiedpermissions wafv2 xray`.split(
    /\s+/,
  ),
);

/** Other services, by their prefix of actions. */
const otherNames: Record<string, string | undefined> = {
  appconfig: 'appconfig',
  aps: 'aps',
  bedrock: 'bedrock',
  cassandra: 'cassandra',
  cloudwatch: 'monitoring',
  ecr: 'ecr.api',
  firehose: 'kinesis-firehose',
  kinesis: 'kinesis-streams',
  memorydb: 'memory-db',
  mobiletargeting: 'pinpoint',
  sagemaker: 'sagemaker.api',
  ses: 'email',
  tag: 'tagging',
};

/** Actions of another endpoint than the rest of their service. */
const ofActions: Array<[RegExp, string]> = [
  [
    /^appconfig:(StartConfigurationSession|GetLatestConfiguration)$/i,
    'appconfigdata',
  ],
  [
    /^aps:(RemoteWrite|Query\w*|Get(Labels|Series|MetricMetadata))$/i,
    'aps-workspaces',
  ],
  [
    /^bedrock:(Invoke(Agent|Flow|InlineAgent)|Retrieve(AndGenerate)?)$/i,
    'bedrock-agent-runtime',
  ],
  [
    /^bedrock:(InvokeModel\w*|Converse\w*|ApplyGuardrail)\*?$/i,
    'bedrock-runtime',
  ],
  [/^dynamodb:(DescribeStream|ListStreams)$/i, 'dynamodb-streams'],
  [
    /^iot:(Publish|(Get|Update|Delete)ThingShadow|GetRetainedMessage)$/i,
    'iot.data',
  ],
  [/^sagemaker:InvokeEndpoint\w*$/i, 'sagemaker.runtime'],
  [/^servicediscovery:DiscoverInstances\w*$/i, 'data-servicediscovery'],
  [/^states:StartSyncExecution$/i, 'sync-states'],
];

/** Actions that the code does not call through AWS's API: of Lambda itself, or of a server in the VPC. */
const withoutCalls: RegExp[] = [
  /^(logs|xray):/i,
  // The network interfaces of the function.
  /^ec2:(Create|Delete|Describe)NetworkInterfaces?$/i,
  /^ec2:((Una|A)ssignPrivateIpAddresses|Describe(Subnets|Vpcs|SecurityGroups)|GetSecurityGroupsForVpc)$/i,
  /^iam:PassRole$/i,
  /^elasticfilesystem:Client\w*\*?$/i,
  /^(elasticache|memorydb):Connect$/i,
  /^(dax|rds-db|kafka-cluster|neptune-db):/i,
  /^es:ESHttp\w*\*?$/i,
];

/** Services that are not in AWS's list of services with endpoints. */
const withoutEndpoint = new Set([
  'cloudfront',
  'globalaccelerator',
  'health',
  'route53domains',
  'support',
]);

/** SDK clients whose name is not that of the endpoint. */
const clients: Record<string, string | undefined> = {
  'api-gateway': 'apigateway',
  cloudwatch: 'monitoring',
  'cloudwatch-logs': 'logs',
  'cognito-identity-provider': 'cognito-idp',
  ecr: 'ecr.api',
  eventbridge: 'events',
  firehose: 'kinesis-firehose',
  iotdataplane: 'iot.data',
  'iot-data-plane': 'iot.data',
  kinesis: 'kinesis-streams',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'route-53': 'route53',
  'sagemaker-runtime': 'sagemaker.runtime',
  sagemaker: 'sagemaker.api',
  'secrets-manager': 'secretsmanager',
  ses: 'email',
  sesv2: 'email',
  sfn: 'states',
};

/** Endpoints that only an SDK client or a single action is named for. */
const further = new Set([
  'appconfigdata',
  'bedrock-agent-runtime',
  'bedrock-runtime',
  'dynamodb-streams',
]);

/** What an API needs: an endpoint, nothing, an endpoint that does not exist, or something that is not known. */
export type Endpoint =
  | { kind: 'endpoint'; service: string }
  | { kind: 'none' }
  | { kind: 'missing'; service: string }
  | { kind: 'unknown'; service: string };

/** The endpoint of an action of IAM, such as `dynamodb:GetItem`. */
export function endpointOfAction(action: string): Endpoint {
  const prefix = action.split(':')[0].toLowerCase();
  if (withoutCalls.some(pattern => pattern.test(action))) {
    return { kind: 'none' };
  }
  if (withoutEndpoint.has(prefix)) return { kind: 'missing', service: prefix };
  const special = ofActions.find(([pattern]) => pattern.test(action))?.[1];
  const service =
    special ??
    (sameName.has(prefix)
      ? prefix
      : Object.hasOwn(otherNames, prefix) && otherNames[prefix]);
  return service
    ? { kind: 'endpoint', service }
    : { kind: 'unknown', service: prefix };
}

/** The endpoint of an SDK client, such as `secrets-manager`. */
export function endpointOfClient(client: string): Endpoint {
  if (withoutEndpoint.has(client)) return { kind: 'missing', service: client };
  const service = Object.hasOwn(clients, client) ? clients[client] : client;
  const isKnown =
    service !== client || sameName.has(client) || further.has(client);
  return service && isKnown
    ? { kind: 'endpoint', service }
    : { kind: 'unknown', service: client };
}
