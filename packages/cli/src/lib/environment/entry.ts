import type { EnvironmentConfig } from '@private-serverless/environment';
import type { StackDescription } from '@private-serverless/stack';
import { networkRanges } from './limits';

/**
 * The item of `privateServerless.environments` for an environment whose stack is deployed: what the stack created, and
 * the rest as the configuration has it.
 */
export function environmentEntry(
  written: EnvironmentConfig,
  { outputs, parameters }: StackDescription,
): EnvironmentConfig {
  const own = {
    artifactBucket: outputs.ArtifactBucket,
    logBucket: outputs.LogBucket,
    cloudFormationRoleArn: outputs.CloudFormationRoleArn,
    permissionsBoundaryArn: outputs.PermissionsBoundaryArn,
  };
  const present = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined),
  );
  return {
    ...written,
    ...present,
    ...(outputs.VpcId ? networkOf(written, outputs, parameters) : {}),
    ...(outputs.HostedZoneId
      ? {
          domain: {
            ...written.domain,
            suffix: written.domain?.suffix ?? parameters.DomainSuffix,
            hostedZoneId: outputs.HostedZoneId,
          },
        }
      : {}),
  };
}

function networkOf(
  { corporateCidrs, network }: EnvironmentConfig,
  outputs: Record<string, string>,
  parameters: Record<string, string>,
): Pick<EnvironmentConfig, 'corporateCidrs' | 'network'> {
  const admitted = Array.from(
    { length: networkRanges },
    (_, index) => parameters[`CorporateCidr${index + 1}`],
  ).filter(Boolean);
  return {
    corporateCidrs: corporateCidrs?.length ? corporateCidrs : admitted,
    network: {
      existing: {
        ...network?.existing,
        vpcId: outputs.VpcId,
        subnetIds: listOf(outputs.SubnetIds),
        routeTableIds: listOf(outputs.RouteTableIds),
        executeApiEndpointId: outputs.ExecuteApiEndpointId,
        ...endpointIdsOf(network?.existing?.endpointIds, outputs),
        endpointSecurityGroupIds: listOf(outputs.EndpointSecurityGroupIds),
      },
      ...(network?.new ? { new: withoutRange(network.new, parameters) } : {}),
    },
  };
}

/** The gateway endpoints of the stack, and other endpoints that the configuration has. An older stack has no such outputs. */
function endpointIdsOf(
  written: Record<string, string> | undefined,
  { DynamoDbEndpointId, S3EndpointId }: Record<string, string | undefined>,
) {
  const endpointIds = {
    ...written,
    ...(DynamoDbEndpointId ? { dynamodb: DynamoDbEndpointId } : {}),
    ...(S3EndpointId ? { s3: S3EndpointId } : {}),
  };
  return Object.keys(endpointIds).length > 0 ? { endpointIds } : {};
}

/** The range of the shared VPC is not available to other VPCs. If it is the only one, the key stays valid. */
function withoutRange(
  network: NonNullable<NonNullable<EnvironmentConfig['network']>['new']>,
  { VpcCidr }: Record<string, string>,
) {
  const others = network.cidrs?.filter(cidr => cidr !== VpcCidr) ?? [];
  return others.length > 0 ? { ...network, cidrs: others } : network;
}

function listOf(output: string): string[] {
  return output.split(',');
}
