import type { Environment, EnvironmentConfig } from './Environment.ts';

/** An environment with the defaults of what is left out. Keys without a value are absent. */
export function withDefaults(environment: EnvironmentConfig): Environment {
  const { network } = environment;
  return {
    ...environment,
    title: environment.title ?? environment.id,
    partition: environment.partition ?? 'aws',
    corporateCidrs: environment.corporateCidrs ?? [],
    baselineEndpoints: environment.baselineEndpoints ?? false,
    controlPlaneInVpc: environment.controlPlaneInVpc ?? false,
    network: {
      ...(network?.existing && {
        existing: { routeTableIds: [], endpointIds: {}, ...network.existing },
      }),
      ...(network?.new && {
        new: {
          cidrs: [],
          resolverRuleIds: [],
          associateZoneVpcIds: [],
          prefixListIds: {},
          ...network.new,
        },
      }),
    },
    tags: environment.tags ?? {},
  };
}
