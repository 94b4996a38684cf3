import type { Environment, EnvironmentConfig } from './Environment.ts';

/** Defaults of a production environment. Retention in days. */
const productionDefaults = { deletionProtection: true, logRetentionDays: 365 };

/** Adds the defaults of omitted keys. Keys without a value stay absent. */
export function withDefaults(environment: EnvironmentConfig): Environment {
  const { network, production } = environment;
  return {
    ...(production ? productionDefaults : {}),
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
