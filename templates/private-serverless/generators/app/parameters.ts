import { subnetHostBits } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import { repetitions } from './choose-fragments.ts';
import type { Environment } from './environment.ts';
import { parameterNames } from './template.ts';

/** Prefix length of a VPC whose range an IPAM pool allocates. The template has the same default. */
const defaultNetmaskLength = 24;

/** Retention of logs in a production environment, in days. */
const productionRetentionDays = 365;

/** A parameter file: values by parameter name, and the tags of the stack. */
export type ParametersFile = {
  Parameters: Record<string, string>;
  Tags: Record<string, string>;
};

/** The range of a new VPC in a parameter file. Before ranges were chosen at deploy time, the generator wrote it. */
export type KeptRange = { VpcCidr?: string; SubnetHostBits?: string };

/** Name of the service's stack in an environment. */
export function stackName(answers: Answers, environment: Environment): string {
  return `${answers.name}-${environment.id}`;
}

/** Name of the service under the domain of its environment. Undefined for entry `endpoint`, and without a domain. */
export function domainNameOf(
  { entry, name }: Answers,
  { domain }: Environment,
): string | undefined {
  return entry === 'endpoint' || !domain
    ? undefined
    : `${name}.${domain.suffix.replace(/^\./, '')}`;
}

/**
 * Renders the parameter file of a template from an environment. A parameter without a value uses the template's default.
 * The deploy sets the location of the code (`ArtifactBucket`, `…CodeKey`) and the range of a new VPC (`VpcCidr`,
 * `SubnetHostBits`), and looks up what AWS knows (`DynamoDbPrefixListId`, `ExecuteApiEndpointDnsName`).
 *
 * @param kept - the range in the parameter file of an existing repository, which stays
 * @param names - the names of the service, if the template has parameters for them
 */
export function renderParameters(
  templateText: string,
  environment: Environment,
  kept: KeptRange = {},
  names: { domainName?: string; targetGroupName?: string } = {},
): ParametersFile {
  const { deletionProtection, logRetentionDays, production } = environment;
  const known: Record<string, string | undefined> = {
    ...newNetworkValues(environment),
    ...kept,
    ...existingNetworkValues(environment),
    PermissionsBoundaryArn: environment.permissionsBoundaryArn,
    HostedZoneId: environment.domain?.hostedZoneId,
    CertificateArn: environment.domain?.certificateArn,
    DomainName: names.domainName,
    TargetGroupName: names.targetGroupName,
    LogBucket: environment.logBucket,
    KmsKeyArn: environment.kmsKeyArn,
    LogRetentionDays: (
      logRetentionDays ?? (production ? productionRetentionDays : undefined)
    )?.toString(),
    DeletionProtection: String(deletionProtection ?? true),
    // Not by default: a stack with a protected load balancer cannot be deleted.
    ProductionProtection: String(deletionProtection ?? production ?? false),
  };
  for (const { parameter, values } of repetitions(environment)) {
    values.forEach((value, index) => {
      known[`${parameter}${index + 1}`] = value;
    });
  }
  const values: Record<string, string> = {};
  for (const name of parameterNames(templateText)) {
    const value = known[name];
    if (value !== undefined) {
      values[name] = value;
    }
  }
  return { Parameters: values, Tags: { ...environment.tags } };
}

function newNetworkValues({ network }: Environment) {
  const { ipamPoolId, netmaskLength, prefixListIds, transitGatewayId } =
    network?.new ?? {};
  return {
    IpamPoolId: ipamPoolId,
    NetmaskLength: netmaskLength?.toString(),
    // Of a range in a list, the deploy sets them.
    SubnetHostBits: ipamPoolId
      ? String(
          subnetHostBits(`0.0.0.0/${netmaskLength ?? defaultNetmaskLength}`),
        )
      : undefined,
    TransitGatewayId: transitGatewayId,
    DynamoDbPrefixListId: prefixListIds?.dynamodb,
  };
}

/** The deploy passes a list as one value, with commas. */
function existingNetworkValues({ network }: Environment) {
  const { endpointIds, executeApiEndpointId, routeTableIds, subnetIds, vpcId } =
    network?.existing ?? {};
  return {
    VpcId: vpcId,
    SubnetIds: subnetIds?.join(','),
    ExecuteApiEndpointId: executeApiEndpointId,
    DynamoDbEndpointId: endpointIds?.dynamodb,
    RouteTableIds: routeTableIds?.join(','),
  };
}
