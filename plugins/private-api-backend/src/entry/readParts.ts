import { loadReadiness } from '@private-serverless/backstage-plugin-private-api-node';
import type {
  EndpointState,
  EntryClients,
  EntryRead,
  SendRequest,
} from '@private-serverless/readiness';
import type { Known, PartKey, PartKind, PartValues } from './EntryState';
import { problemText } from './problemText';

/** What AWS reports of one part, or why the read failed. */
export type ReadOutcome = EntryRead<PartValues[PartKind]>;

type All<T> = Promise<EntryRead<Map<string, T>>>;

/**
 * Reads parts of an account and region. Load balancers, endpoints and access associations are read together, the other parts
 * one by one.
 *
 * @returns the outcomes in the order of the keys
 */
export async function readParts(
  clients: EntryClients,
  keys: readonly PartKey[],
  send: SendRequest,
): Promise<ReadOutcome[]> {
  const aws = loadReadiness();
  const { acm, apiGateway, ec2, elbv2 } = clients;
  const resources = (kind: PartKind) =>
    keys.filter(key => key.kind === kind).map(({ resource }) => resource);
  const endpointIds = [
    ...resources('endpoint'),
    ...resources('targets').map(one => one.split(' ')[1]),
  ].filter(id => id !== undefined);
  // Requested at most once, and only if a part needs it.
  const balancers = once(() =>
    aws.readLoadBalancers(elbv2, resources('balancer'), send),
  );
  const endpoints = once(() =>
    aws.readEndpoints(ec2, [...new Set(endpointIds)], send),
  );
  const associations = once(() => aws.readAssociations(apiGateway, send));

  const readOne = async ({ kind, resource }: PartKey): Promise<ReadOutcome> => {
    const [name, id] = resource.split('+');
    switch (kind) {
      case 'balancer':
        return pick(balancers(), resource, null);
      case 'endpoint':
        return pick(endpoints(), resource, null);
      case 'associations':
        return pick<string[], string[]>(associations(), resource, []);
      case 'listeners':
        return aws.readListeners(elbv2, resource, send);
      case 'domain':
        return aws.readDomain(apiGateway, { name, id }, send);
      case 'mappings':
        return aws.readMappings(apiGateway, { name, id }, send);
      case 'certificate':
        return aws.readCertificate(acm, resource, send);
      case 'targets':
      default: {
        const [targetGroupArn, endpointId] = resource.split(' ');
        const endpoint =
          endpointId && (await endpointOf(endpoints(), endpointId));
        const read = await aws.readTargetHealth(elbv2, targetGroupArn, send);
        if (read.problem) return read;
        return {
          value: {
            // AWS returns them in any order.
            targets:
              read.value?.toSorted((a, b) => (a.id < b.id ? -1 : 1)) ?? null,
            ...(endpoint && { endpoint }),
          },
        };
      }
    }
  };
  return Promise.all(keys.map(readOne));
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= read();
    return running;
  };
}

/** One resource of those that were read together. */
async function pick<T, N>(
  all: All<T>,
  resource: string,
  without: N,
): Promise<EntryRead<T | N>> {
  const read = await all;
  if (read.problem) return read;
  return { value: read.value.get(resource) ?? without };
}

async function endpointOf(
  all: All<EndpointState>,
  id: string,
): Promise<Known<EndpointState | null>> {
  const read = await pick(all, id, null);
  if (read.problem) return { unknown: problemText(read.problem) };
  return { value: read.value };
}
