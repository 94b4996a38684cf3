import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { Environment } from './Environment';
import {
  isAccountId,
  isArn,
  isBucketName,
  isCidr,
  isDomainSuffix,
  isHttpUrl,
  isId,
  isRegion,
  isResourceId,
  Values,
} from './values';

const partitions = ['aws', 'aws-cn', 'aws-us-gov'] as const;

function readPartition(values: Values): Environment['partition'] {
  const value = values.optional('partition', text =>
    partitions.some(known => known === text)
      ? undefined
      : `one of ${partitions.join(', ')}`,
  );
  return partitions.find(known => known === value) ?? 'aws';
}

function readNetwork(values: Values | undefined): Environment['network'] {
  const existing = values?.under('existing');
  const fresh = values?.under('new');
  const prefixLists = fresh?.under('prefixListIds');
  return {
    existing: existing && {
      vpcId: existing.required('vpcId', isResourceId('vpc')),
      subnetIds: existing.list('subnetIds', isResourceId('subnet')),
      routeTableIds: existing.list('routeTableIds', isResourceId('rtb')),
      executeApiEndpointId: existing.optional(
        'executeApiEndpointId',
        isResourceId('vpce'),
      ),
      endpointIds: existing.map('endpointIds', isResourceId('vpce')),
    },
    new: fresh && {
      cidrs: fresh.list('cidrs', isCidr),
      ipamPoolId: fresh.optional('ipamPoolId', isResourceId('ipam-pool')),
      transitGatewayId: fresh.optional('transitGatewayId', isResourceId('tgw')),
      resolverRuleIds: fresh.list('resolverRuleIds', isResourceId('rslvr-rr')),
      associateZoneVpcIds: fresh.list(
        'associateZoneVpcIds',
        isResourceId('vpc'),
      ),
      prefixListIds: {
        dynamodb: prefixLists?.optional('dynamodb', isResourceId('pl')),
        s3: prefixLists?.optional('s3', isResourceId('pl')),
      },
    },
  };
}

function readDomain(values: Values | undefined): Environment['domain'] {
  if (!values) {
    return undefined;
  }
  const trustStore = values.under('trustStore');
  return {
    suffix: values.required('suffix', isDomainSuffix),
    hostedZoneId: values.optional('hostedZoneId'),
    certificateArn: values.optional('certificateArn', isArn('acm')),
    trustStore: trustStore && {
      bucket: trustStore.required('bucket', isBucketName),
      key: trustStore.required('key', () => undefined),
      version: trustStore.optional('version'),
    },
  };
}

function readEnvironment(values: Values): Environment {
  const id = values.required('id', isId);
  return {
    id,
    title: values.optional('title') ?? id,
    accountId: values.required('accountId', isAccountId),
    region: values.required('region', isRegion),
    partition: readPartition(values),
    awsEndpointUrl: values.optional('awsEndpointUrl', isHttpUrl),
    artifactBucket: values.optional('artifactBucket', isBucketName),
    cloudFormationRoleArn: values.optional(
      'cloudFormationRoleArn',
      isArn('iam'),
    ),
    permissionsBoundaryArn: values.optional(
      'permissionsBoundaryArn',
      isArn('iam'),
    ),
    kmsKeyArn: values.optional('kmsKeyArn', isArn('kms')),
    corporateCidrs: values.list('corporateCidrs', isCidr),
    baselineEndpoints: values.flag('baselineEndpoints'),
    controlPlaneInVpc: values.flag('controlPlaneInVpc'),
    deletionProtection: values.optionalFlag('deletionProtection'),
    logRetentionDays: values.optionalNumber('logRetentionDays'),
    network: readNetwork(values.under('network')),
    domain: readDomain(values.under('domain')),
    tags: values.map('tags'),
  };
}

/**
 * Reads and checks `privateServerless.environments`.
 * @param config - the app's configuration
 * @returns the environments in the order they were written; none when the key is absent
 * @throws InputError (or the configuration's own error) that names key, value and what is expected
 * @public
 */
export function readEnvironments(config: Config): Environment[] {
  const key = 'privateServerless.environments';
  const environments = (config.getOptionalConfigArray(key) ?? []).map(
    (item, index) => readEnvironment(new Values(item, `${key}[${index}]`)),
  );
  const seen = new Set<string>();
  environments.forEach(({ id }, index) => {
    if (seen.has(id)) {
      throw new InputError(
        `${key}[${index}].id is "${id}", as in an environment before it; ids must be unique`,
      );
    }
    seen.add(id);
  });
  return environments;
}
