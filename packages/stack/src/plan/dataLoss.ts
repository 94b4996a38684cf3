import type { PlannedChange } from '../session/results';

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
 * The data that a change may lose, on one line. Undefined if there is none or a policy retains it.
 *
 * @param policyAction - `PolicyAction` of DescribeChangeSet: the effect of DeletionPolicy and UpdateReplacePolicy.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
export function dataLossOf(
  { type, action, replacement }: PlannedChange,
  policyAction: string | undefined,
): string | undefined {
  const isRemoved = action === 'Remove';
  const isReplaced =
    action === 'Modify' &&
    (replacement === 'True' || replacement === 'Conditional');
  if (!isRemoved && !isReplaced) return undefined;
  const what = holdsData.find(([pattern]) => pattern.test(type))?.[1];
  if (!what) return undefined;
  const isKept = /Retain|Snapshot/.test(policyAction ?? '');
  if (isKept) {
    return isReplaced
      ? `its policy retains the old resource with ${what}; the new one is empty`
      : undefined;
  }
  if (isRemoved) return `${what} will be lost`;
  return replacement === 'True'
    ? `${what} will be lost: a new, empty resource replaces it`
    : `${what} will be lost if CloudFormation has to replace it`;
}
