import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/environment';

/**
 * Returns the fields of an environment that users can see.
 * @public
 */
export function toEnvironmentView(environment: Environment): EnvironmentView {
  const { id, title, region, accountId, network, domain } = environment;
  return {
    id,
    title,
    region,
    accountId,
    network: {
      existing: network.existing !== undefined,
      new: network.new !== undefined,
      ...(network.new && {
        newIsConnected: network.new.transitGatewayId !== undefined,
      }),
    },
    domain: domain !== undefined,
  };
}
