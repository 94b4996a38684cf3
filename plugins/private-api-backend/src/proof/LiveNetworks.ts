import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import type {
  existingResources,
  NetworkFacts,
} from '@private-serverless/privacy';

/** Stacks that are verified one after the other share a description of their network, in milliseconds. */
const maxAgeMs = 5 * 60_000;
/** Maximum number of descriptions that are kept, so that memory is bounded. */
const maxKept = 20;

type Used = NonNullable<ReturnType<typeof existingResources>>;

/** Describes the existing networks of environments, for the proofs of stacks that use them. */
export class LiveNetworks {
  private readonly clients: Pick<AwsClients, 'forReadiness'>;
  private readonly clock: () => number;
  private readonly known = new Map<
    string,
    { at: number; facts: Promise<NetworkFacts> }
  >();

  constructor(options: {
    clients: Pick<AwsClients, 'forReadiness'>;
    clock: () => number;
  }) {
    this.clients = options.clients;
    this.clock = options.clock;
  }

  /** @returns undefined if the environment has no existing network. What a call did not return is absent */
  async facts(
    environment: Environment,
    used: Used,
  ): Promise<NetworkFacts | undefined> {
    if (!environment.network.existing) return undefined;
    const { subnetIds, securityGroupIds, prefixListIds } = used;
    const asked = { subnetIds, securityGroupIds, prefixListIds };
    const key = JSON.stringify([environment.id, asked]);
    const known = this.known.get(key);
    const now = this.clock();
    if (known && now >= known.at && now - known.at < maxAgeMs) {
      return known.facts;
    }
    if (this.known.size >= maxKept) this.known.clear();
    const facts = loadReadiness().readNetworkFacts({
      environment,
      clients: this.clients.forReadiness(environment),
      clock: () => new Date(now),
      ...asked,
    });
    this.known.set(key, { at: now, facts });
    facts.then(
      // What failed may work with the next try.
      read => isComplete(read) || this.known.delete(key),
      () => this.known.delete(key),
    );
    return facts;
  }
}

/** Whether each call that describes the network returned something. */
export function isComplete(facts: NetworkFacts): boolean {
  const { vpc, subnets, routeTables, endpoints, securityGroups } = facts;
  return [vpc, subnets, routeTables, endpoints, securityGroups].every(Boolean);
}
