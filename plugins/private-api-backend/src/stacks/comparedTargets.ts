import type { StackView } from '@private-serverless/backstage-plugin-private-api-common';
import type { EntryState } from '../entry/EntryState';

/**
 * The ALB targets of a service beside the addresses of its VPC endpoint, as they were last read at the same time.
 * @returns undefined without a load balancer in front of an endpoint, and if the targets were not read
 */
export function comparedTargets({
  targets: part,
}: Pick<EntryState, 'targets'>): StackView['targets'] {
  if (!part?.value?.targets || !part.value.endpoint) return undefined;
  const { targets, endpoint } = part.value;
  const addresses = endpoint.value?.addresses;
  const registered = targets.map(({ id, state }) => ({
    address: id,
    health: state,
    ...(addresses && { isEndpoint: addresses.includes(id) }),
  }));
  const missing = (addresses ?? [])
    .filter(address => !targets.some(({ id }) => id === address))
    .map(address => ({ address, isEndpoint: true }));
  return {
    items: [...registered, ...missing],
    readAt: new Date(part.readAt).toISOString(),
  };
}
