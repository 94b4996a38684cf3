import {
  type Environment,
  isIpv6Cidr,
  subnetHostBits,
  vpcBlocks,
} from '@private-serverless/environment';
import type { StackDescription } from '@private-serverless/stack';
import { UsageError } from '../usage';
import { maxIdLength, networkRanges } from './limits';

/** Names and values of the template's parameters. */
export type Parameters = Record<string, string>;

/**
 * Derives the parameters of the environment's stack from the configuration. What the configuration already has is left
 * out of the stack, unless it is an output of this stack. A parameter that is not in the result keeps the value that the
 * stack has, otherwise the default of the template.
 *
 * @param stack - the stack as it is now
 * @throws UsageError that names the key, the value and the fix
 */
export function environmentParameters(
  environment: Environment,
  stack?: StackDescription,
): Parameters {
  const { id, kmsKeyArn, cloudFormationRoleArn, permissionsBoundaryArn } =
    environment;
  checkId(id);
  return {
    EnvironmentId: id,
    ...bucketParameters(environment, stack),
    ...given('KmsKeyArn', kmsKeyArn),
    ...existing(stack, 'CloudFormationRoleArn', cloudFormationRoleArn),
    ...existing(stack, 'PermissionsBoundaryArn', permissionsBoundaryArn),
    ...networkParameters(environment, stack),
  };
}

function given(name: string, value: string | undefined): Parameters {
  return value === undefined ? {} : { [name]: value };
}

/** A parameter with an existing resource. Empty if this stack created what the configuration names. */
function existing(
  stack: StackDescription | undefined,
  name: string,
  value: string | undefined,
): Parameters {
  return given(name, value && value === stack?.outputs[name] ? '' : value);
}

/**
 * The buckets. The names of those that the stack creates are known in advance, so that the configuration can have them
 * before the first deploy. An earlier stack of the environment can have left its bucket behind.
 */
function bucketParameters(
  { id, accountId, region, artifactBucket, logBucket }: Environment,
  stack: StackDescription | undefined,
): Parameters {
  const own = (purpose: string) =>
    `ps-${id}-${purpose}-${accountId}-${region}-an`;
  const isLeft = stack?.parameters.ArtifactBucketName === own('artifacts');
  const isOwn = artifactBucket === own('artifacts') && !isLeft;
  return {
    ...given('ArtifactBucketName', isOwn ? '' : artifactBucket),
    ...(logBucket && logBucket !== own('logs')
      ? { CreateLogBucket: 'false' }
      : {}),
  };
}

/** Bucket names contain the ID, and have at most 63 characters. */
function checkId(id: string): void {
  if (id.length > maxIdLength) {
    throw new UsageError(
      `--environment: '${id}' has ${id.length} characters, but the names of the buckets in its stack have room for ${maxIdLength}. Use a shorter ID, or create the buckets yourself.`,
    );
  }
}

function networkParameters(
  { corporateCidrs, domain, network }: Environment,
  stack: StackDescription | undefined,
): Parameters {
  const { VpcId, HostedZoneId } = stack?.outputs ?? {};
  if (network.existing && network.existing.vpcId !== VpcId) {
    return { CreateNetwork: 'false' };
  }
  const { transitGatewayId, resolverRuleIds = [] } = network.new ?? {};
  const hasZone = domain?.hostedZoneId && domain.hostedZoneId !== HostedZoneId;
  return {
    ...(VpcId ? {} : vpcParameters(lastRange(network))),
    ...numbered(
      'CorporateCidr',
      'corporateCidrs',
      corporateCidrs.filter(cidr => !isIpv6Cidr(cidr)),
    ),
    ...(transitGatewayId ? { TransitGatewayId: transitGatewayId } : {}),
    ...numbered(
      'ResolverRuleId',
      'network.new.resolverRuleIds',
      resolverRuleIds,
    ),
    ...(domain
      ? { DomainSuffix: hasZone ? '' : domain.suffix.replace(/^\./, '') }
      : {}),
  };
}

/** Services with a network of their own take the first ranges. */
function lastRange({ new: network }: Environment['network']) {
  const cidrs = network?.cidrs.slice(-1);
  return [...vpcBlocks({ ...network, cidrs })].at(-1);
}

/** The range of a new shared VPC. A VPC that exists keeps its own. */
function vpcParameters(cidr: string | undefined): Parameters {
  return cidr
    ? { VpcCidr: cidr, SubnetHostBits: String(subnetHostBits(cidr)) }
    : {};
}

/** `CorporateCidr1`, `CorporateCidr2`, … Without a value, none of them. */
function numbered(name: string, key: string, values: string[]): Parameters {
  if (values.length > networkRanges) {
    throw new UsageError(
      `${key}: ${values.length} values, but the network of the environment's stack has room for ${networkRanges}. Combine them, or set network.existing to a network of your own.`,
    );
  }
  if (values.length === 0) return {};
  return Object.fromEntries(
    Array.from({ length: networkRanges }, (_, index) => [
      `${name}${index + 1}`,
      values[index] ?? '',
    ]),
  );
}

/**
 * Adds the values of a parameters file, and those that the stack has, to the derived ones.
 *
 * @param declared - names of the template's parameters
 * @throws UsageError if nothing says who may call the services of a new network
 */
export function completeParameters(options: {
  derived: Parameters;
  file: Parameters;
  stack?: StackDescription;
  declared: string[];
}): Parameters {
  const { derived, file, stack, declared } = options;
  const kept = Object.entries(stack?.parameters ?? {}).filter(([name]) =>
    declared.includes(name),
  );
  const all: Parameters = { ...Object.fromEntries(kept), ...derived, ...file };
  if (all.CreateNetwork !== 'false' && !all.CorporateCidr1) {
    throw new UsageError(
      'corporateCidrs: missing or empty, so no network may call the services. List the ranges of the corporate network, such as [10.0.0.0/8].',
    );
  }
  return all;
}
