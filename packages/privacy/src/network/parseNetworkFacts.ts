import { jsonReason } from '../repository/jsonReason';
import {
  anything,
  count,
  describeAgain,
  flag,
  list,
  map,
  object,
  oneOf,
  optional,
  text,
  textLike,
  textThat,
} from './fields';
import type {
  FactsEndpoint,
  FactsGroup,
  FactsRouteTable,
  FactsSubnet,
  NetworkFacts,
} from './NetworkFacts';
import { NetworkFactsError } from './NetworkFactsError';

/** Largest document that is read, in characters. The facts of a VPC with 100 endpoints have about 200,000. */
const maxChars = 4_000_000;

const id = (prefix: string) =>
  textLike(
    new RegExp(`^${prefix}-[0-9a-zA-Z]+$`),
    `an ID such as ${prefix}-0a1b2c3d`,
  );
/** Without the time zone, the age would depend on the computer. */
const time = textThat(
  value =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  'a time such as 2026-11-28T12:00:00Z',
);

const subnet = object<FactsSubnet>({
  id: id('subnet'),
  availabilityZoneId: text,
  cidr: text,
  ipv6Cidr: optional(text),
  routeTableId: optional(id('rtb')),
  mapsPublicAddresses: flag,
  freeAddresses: optional(count),
});

const routeTable = object<FactsRouteTable>({
  id: id('rtb'),
  main: optional(flag),
  routes: list(object({ destination: text, target: text })),
});

const endpoint = object<FactsEndpoint>({
  id: id('vpce'),
  service: text,
  type: oneOf('Interface', 'Gateway'),
  privateDns: flag,
  subnetIds: list(id('subnet')),
  routeTableIds: list(id('rtb')),
  securityGroupIds: list(id('sg')),
  addresses: optional(list(text)),
  policy: anything,
});

const group = object<FactsGroup>({
  id: id('sg'),
  ingress: list(anything),
  egress: list(anything),
});

const document = object<NetworkFacts>({
  version: oneOf(1),
  environment: text,
  accountId: textLike(/^\d{12}$/, 'an account ID with 12 digits'),
  region: textLike(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'a region'),
  at: time,
  vpc: optional(
    object<NonNullable<NetworkFacts['vpc']>>({
      id: id('vpc'),
      cidrs: list(text),
      ipv6Cidrs: list(text),
      dnsSupport: optional(flag),
      dnsHostnames: optional(flag),
    }),
  ),
  subnets: optional(list(subnet)),
  routeTables: optional(list(routeTable)),
  endpoints: optional(list(endpoint)),
  securityGroups: optional(list(group)),
  prefixLists: optional(
    map(
      object<{ id: string; cidrs?: string[] }>({
        id: id('pl'),
        cidrs: optional(list(text)),
      }),
    ),
  ),
  resolved: map(text),
});

/**
 * Reads network facts from JSON. Unknown fields are left out.
 *
 * @throws NetworkFactsError that names the field, its value and the fix
 * @public
 */
export function parseNetworkFacts(json: string): NetworkFacts {
  if (json.length > maxChars) {
    throw new NetworkFactsError(
      `The document has ${json.length} characters, more than ${maxChars}. ${describeAgain}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new NetworkFactsError(
      `The document is not valid JSON: ${jsonReason(error)}. ${describeAgain}`,
    );
  }
  return document(value, '');
}
