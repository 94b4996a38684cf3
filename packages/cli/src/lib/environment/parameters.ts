import {
  type Environment,
  isIpv6Cidr,
  subnetHostBits,
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
  const outputs = stack?.outputs ?? {};
  /** A value of the configuration, or empty if this stack created what it names. */
  const foreign = (value: string | undefined, output: string) =>
    value && value !== outputs[output] ? value : '';
  checkId(environment.id);
  const { id, kmsKeyArn } = environment;
  const artifactBucket = foreignBucket(environment, 'artifactBucket');
  const logBucket = foreignBucket(environment, 'logBucket');
  return {
    EnvironmentId: id,
    KmsKeyArn: kmsKeyArn ?? '',
    ArtifactBucketName: artifactBucket ?? '',
    ...(logBucket ? { CreateLogBucket: 'false' } : {}),
    CloudFormationRoleArn: foreign(
      environment.cloudFormationRoleArn,
      'CloudFormationRoleArn',
    ),
    PermissionsBoundaryArn: foreign(
      environment.permissionsBoundaryArn,
      'PermissionsBoundaryArn',
    ),
    ...networkParameters(environment, stack),
  };
}

/**
 * A bucket of the configuration that this stack does not create. The names of its own buckets are known in advance, so
 * that the configuration can have them before the first deploy.
 */
function foreignBucket(
  environment: Environment,
  key: 'artifactBucket' | 'logBucket',
): string | undefined {
  const { id, accountId, region } = environment;
  const purpose = key === 'logBucket' ? 'logs' : 'artifacts';
  const own = `ps-${id}-${purpose}-${accountId}-${region}-an`;
  return environment[key] === own ? undefined : environment[key];
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
    ...(VpcId ? {} : vpcParameters(network.new?.cidrs.at(-1))),
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
