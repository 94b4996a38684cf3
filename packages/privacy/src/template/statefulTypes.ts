/**
 * Types whose resources hold data that cannot be made again, in lower case. Source: `isStateful` of the resource specification
 * (`@aws-cdk/aws-service-spec` 0.1.216), without queues, caches, clusters of EMR and nested stacks, whose data is temporary or declared
 * elsewhere, log groups, whose data expires (PS36), and accounts of organizations.
 */
const stateful = new Set(
  [
    'AWS::Backup::BackupVault',
    'AWS::Cognito::UserPool',
    'AWS::DocDB::DBCluster',
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::Table',
    'AWS::EC2::Volume',
    'AWS::EFS::FileSystem',
    'AWS::Elasticsearch::Domain',
    'AWS::FSx::FileSystem',
    'AWS::KMS::Key',
    'AWS::Kinesis::Stream',
    'AWS::Neptune::DBCluster',
    'AWS::OpenSearchService::Domain',
    'AWS::QLDB::Ledger',
    'AWS::RDS::DBCluster',
    'AWS::RDS::DBInstance',
    'AWS::Redshift::Cluster',
    'AWS::S3::Bucket',
    'AWS::SDB::Domain',
    'AWS::SecretsManager::Secret',
  ].map(type => type.toLowerCase()),
);

/** Whether resources of a type hold data that cannot be made again. */
export function isStateful(type: string): boolean {
  return stateful.has(type.toLowerCase());
}
