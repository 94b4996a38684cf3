import { logRetentionDays } from '../logRetention.ts';
import { network } from './network.ts';
import { choice, flag, keys, map, type SchemaNode, text } from './nodes.ts';
import { jwt, privacy } from './policy.ts';

const noMutualTls = 'this version does not generate services with mutual TLS';

const domain = keys(
  {
    suffix: text('domain-suffix', 'Parent domain of the services.'),
    hostedZoneId: text('hosted-zone', 'Private hosted zone of the domain.'),
    certificateArn: text(
      'certificate-arn',
      'Certificate of the domain, for services with a name under it.',
    ),
    trustStore: keys(
      {
        bucket: text('bucket', 'Bucket that stores the certificates.'),
        key: text('text', 'Object key.'),
        version: text('text', 'Object version.'),
      },
      'Certificates that callers may present with mutual TLS.',
      { required: ['bucket', 'key'], unused: noMutualTls },
    ),
  },
  'Domain of the services. A new VPC is associated with its hosted zone.',
  { required: ['suffix'] },
);

/**
 * JSON schema (draft 7) of one item of `privateServerless.environments`. It
 * contains every key of the configuration, including keys that this version
 * does not use yet (`unused`). The formats are the kinds of `textRules`.
 * @public
 */
export const environmentSchema: SchemaNode = keys(
  {
    id: text('id', 'Unique ID.'),
    title: text('text', 'Display name. Default: the ID.'),
    accountId: text('account-id', 'AWS account ID.'),
    region: text('region', 'AWS region.'),
    partition: choice(['aws', 'aws-cn', 'aws-us-gov'], 'AWS partition.', {
      default: 'aws',
    }),
    awsEndpointUrl: text('http-url', 'Base URL of a local AWS.'),
    artifactBucket: text(
      'bucket',
      'Bucket in the account and region that stores the packaged functions.',
    ),
    logBucket: text(
      'bucket',
      'Bucket for the access logs of load balancers. Its policy allows their delivery.',
    ),
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
      description:
        'Address ranges of the corporate network. They may call the services.',
    },
    baselineEndpoints: flag(
      'Whether to create interface endpoints for lambda and logs even if no code calls them.',
      { default: false },
    ),
    controlPlaneInVpc: flag(
      'Whether control plane functions run inside the VPC, which then needs endpoints for what they call.',
      { default: false },
    ),
    production: flag(
      'Whether this is a production environment: default of deletionProtection is true, that of logRetentionDays is 365.',
      { default: false },
    ),
    deletionProtection: flag(
      'Whether tables, load balancers and stacks are protected from deletion.',
    ),
    logRetentionDays: {
      type: 'integer',
      enum: logRetentionDays,
      is: 'a valid retention period of CloudWatch Logs',
      description: 'Retention period of log groups, in days.',
    },
    targets: choice(
      ['sync', 'pinned'],
      "How the targets of load balancers stay the endpoint's addresses. sync: a function registers them. pinned (experimental): the addresses are reserved, only for services with a network of their own.",
      { default: 'sync' },
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
