import type { PartKind, PartValues } from './EntryState';

type Test<K extends PartKind> = (value: PartValues[K], now: number) => boolean;

const tests: { [K in PartKind]: Test<K> } = {
  balancer: value => value?.state === 'active',
  listeners: value => value?.some(one => one.protocol === 'HTTPS') ?? false,
  targets: ({ targets, endpoint }) =>
    targets !== null &&
    targets.length > 0 &&
    targets.every(({ state }) => ['healthy', 'unavailable'].includes(state)) &&
    hasSame(
      targets.map(({ id }) => id),
      endpoint?.value?.addresses,
    ),
  endpoint: value => value?.state.toLocaleLowerCase('en-US') === 'available',
  domain: value => value?.status === 'AVAILABLE',
  mappings: value => value !== null && value.length > 0,
  associations: value => value.length > 0,
  certificate: (value, now) =>
    value?.status === 'ISSUED' && Date.parse(value.notAfter ?? '') > now,
};

/**
 * Whether a part works as far as it can be told without the service that uses it. A part that does not is read again soon, so that
 * its recovery shows soon.
 * @param now - epoch milliseconds
 */
export function works<K extends PartKind>(
  kind: K,
  value: PartValues[K],
  now: number,
): boolean {
  return tests[kind](value, now);
}

function hasSame(
  ids: readonly string[],
  addresses: readonly string[] | undefined,
): boolean {
  return (
    !addresses ||
    (addresses.length === ids.length && ids.every(id => addresses.includes(id)))
  );
}
