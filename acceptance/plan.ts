import {
  type Environment,
  entryProblems,
} from '@private-serverless/environment';

/** Kinds of networks. */
export const networks = ['new', 'existing'] as const;
export type Network = (typeof networks)[number];

/** Every entry, in the order in which they are tried. */
export const entries = [
  'endpoint',
  'custom-domain',
  'alb',
  'alb-lambda',
] as const;
export type Entry = (typeof entries)[number];

/** A service to create. */
export type Candidate = { name: string; entry: Entry; network: Network };

/**
 * The services that an environment offers, one for each entry and network.
 *
 * @param wanted - only these entries and networks
 * @returns the services, and why others are left out
 */
export function candidates(
  environment: Environment,
  wanted: { entries: readonly Entry[]; networks: readonly Network[] },
  suffix: string,
): { chosen: Candidate[]; leftOut: string[] } {
  const chosen: Candidate[] = [];
  const leftOut: string[] = [];
  for (const network of wanted.networks) {
    if (!environment.network[network]) {
      leftOut.push(`network ${network}: the environment has none`);
      continue;
    }
    for (const entry of wanted.entries) {
      const [problem] = entryProblems(entry, network, environment);
      if (problem) {
        leftOut.push(
          `entry ${entry}, network ${network}: ${problem.path}: ${problem.message}`,
        );
      } else {
        chosen.push({
          name: `acc-${entry}-${network[0]}-${suffix}`,
          entry,
          network,
        });
      }
    }
  }
  return { chosen, leftOut };
}

const zones = 3;

/** What AWS charges for by the hour while these services exist, one service at a time. Every started hour counts. */
export function costs(chosen: Candidate[]): string[] {
  const balancers = chosen.filter(({ entry }) => entry.startsWith('alb'));
  const endpoints = chosen.filter(
    ({ entry, network }) => network === 'new' && entry !== 'alb-lambda',
  );
  return [
    ...(balancers.length > 0
      ? [
          `${balancers.length} internal load balancers, one after the other, each per started hour and capacity unit (list price in 2026: about 0.03 USD)`,
        ]
      : []),
    ...(endpoints.length > 0
      ? [
          `${endpoints.length} interface endpoints, one after the other, each in ${zones} Availability Zones, per started hour and zone (list price in 2026: about 0.01 USD)`,
        ]
      : []),
    'requests to API Gateway and Lambda, CloudWatch logs, objects in the artifact bucket: less than 0.01 USD in total',
    'no NAT gateway, no public address. The table of each service is on demand, and is deleted with it',
  ];
}
