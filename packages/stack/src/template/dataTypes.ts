/** Resource types with data that a new resource does not have, and which data it is. */
const holdsData: ReadonlyArray<[type: RegExp, what: string]> = [
  [/^AWS::DynamoDB::(Global)?Table$/, 'its items'],
  [/^AWS::S3(Express)?::(Directory)?Bucket$/, 'its objects'],
  [/^AWS::RDS::(DB(Instance|Cluster)|GlobalCluster)$/, 'its databases'],
  [/^AWS::DocDB::|^AWS::Neptune::/, 'its databases'],
  [/^AWS::EFS::FileSystem$|^AWS::FSx::/, 'its files'],
  [/^AWS::EC2::Volume$/, 'its blocks'],
  [/^AWS::ElastiCache::|^AWS::MemoryDB::/, 'its keys'],
  [/^AWS::SecretsManager::Secret$/, 'its value'],
  [/^AWS::SSM::Parameter$/, 'its value'],
  [/^AWS::KMS::(Replica)?Key$/, 'access to the data that it encrypts'],
  [/^AWS::Logs::LogGroup$/, 'its log events'],
  [/^AWS::SQS::Queue$/, 'its messages'],
  [/^AWS::Kinesis::Stream$/, 'its records'],
  [/^AWS::Cognito::UserPool$/, 'its users'],
  [/^AWS::OpenSearchService::Domain$|^AWS::Elasticsearch::/, 'its documents'],
  [/^AWS::Backup::BackupVault$/, 'its recovery points'],
  [/^AWS::ECR::Repository$/, 'its images'],
];

/**
 * Types that the service deletes only when they are empty, and what they must not have. CloudFormation leaves such a
 * resource in AWS.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3-bucket.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecr-repository.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault.html
 */
const deletedIfEmpty: ReadonlyArray<[type: RegExp, contents: string]> = [
  [/^AWS::S3(Express)?::(Directory)?Bucket$/, 'objects'],
  [/^AWS::ECR::Repository$/, 'images'],
  [/^AWS::Backup::BackupVault$/, 'recovery points'],
];

/** The data of a resource type. Undefined if it has none that a new resource would not have. */
export function dataOf(type: string): string | undefined {
  return find(holdsData, type);
}

/** What a resource must not have so that it is deleted. Undefined if it is deleted with its data. */
export function contentsThatKeep(type: string): string | undefined {
  return find(deletedIfEmpty, type);
}

function find(
  table: ReadonlyArray<[RegExp, string]>,
  type: string,
): string | undefined {
  return table.find(([pattern]) => pattern.test(type))?.[1];
}
