import { logRetentionDays } from '../logRetention.ts';
import { network } from './network.ts';
import { choice, flag, keys, map, type SchemaNode, text } from './nodes.ts';
import { jwt, privacy } from './policy.ts';

const domain = keys(
  {
    suffix: text('domain-suffix', 'Domain under which services get names.'),
    hostedZoneId: text('text', 'Private hosted zone of the domain.'),
    certificateArn: text('certificate-arn', 'Certificate of the domain.'),
    trustStore: keys(
      {
        bucket: text('bucket', 'Bucket of the certificates.'),
        key: text('text', 'Key of the object.'),
        version: text('text', 'Version of the object.'),
      },
      'Certificates that callers may present with mutual TLS.',
      { required: ['bucket', 'key'] },
    ),
  },
  'Own domain names.',
  {
    required: ['suffix'],
    unused: 'this version generates services with entry endpoint only',
  },
);

/**
 * JSON schema (draft 7) of one item of `privateServerless.environments`.
 *
 * It holds every key that the product's configuration has, those that this version does not use yet included (`unused`).
 * The formats are the kinds of `textRules`.
 * @public
 */
export const environmentSchema: SchemaNode = keys(
  {
    id: text('id', 'Unique id.'),
    title: text('text', 'What people read. Default: the id.'),
    accountId: text('account-id', 'Number of the AWS account.'),
    region: text('region', 'AWS region.'),
    partition: choice(['aws', 'aws-cn', 'aws-us-gov'], 'AWS partition.', {
      default: 'aws',
    }),
    awsEndpointUrl: text('http-url', 'Base URL of a local AWS.'),
    artifactBucket: text(
      'bucket',
      'Bucket in the account and region that stores the packaged functions.',
    ),
    logBucket: text('bucket', 'Bucket for the access logs of load balancers.', {
      unused: 'this version makes no load balancer',
    }),
    cloudFormationRoleArn: text(
      'role-arn',
      'Service role that CloudFormation assumes.',
    ),
    permissionsBoundaryArn: text(
      'policy-arn',
      'Permissions boundary of every role in the template.',
    ),
    kmsKeyArn: text('key-arn', 'Key that encrypts logs and data.'),
    corporateCidrs: {
      type: 'array',
      items: text('cidr', 'A private address range.'),
      uniqueItems: true,
      description: 'Address ranges of the corporate network, which may call.',
    },
    baselineEndpoints: flag(
      'Whether there are interface endpoints for lambda and logs even if no code calls them.',
      { default: false },
    ),
    controlPlaneInVpc: flag(
      'Whether functions of the control plane run inside the VPC.',
      {
        default: false,
        unused: 'this version has no function of the control plane',
      },
    ),
    production: flag('Whether this is a production environment.', {
      default: false,
      unused:
        'this version has the same defaults everywhere: set deletionProtection and logRetentionDays',
    }),
    deletionProtection: flag('Whether tables refuse to be deleted.'),
    logRetentionDays: {
      type: 'integer',
      enum: logRetentionDays,
      is: 'a retention period of CloudWatch Logs',
      description: 'How many days log groups keep their events.',
    },
    targets: choice(
      ['sync', 'pinned'],
      'How load-balancer targets follow the endpoint.',
      { unused: 'this version makes no load balancer' },
    ),
    network,
    domain,
    jwt,
    privacy,
    tags: map(
      {
        type: 'string',
        description: 'Value of the tag.',
        fix: "Put it in quotes, such as costCentre: '42'.",
      },
      'Tags of every stack.',
    ),
  },
  'An account, a region and a network that the platform team configured.',
  { required: ['id', 'accountId', 'region'] },
);
