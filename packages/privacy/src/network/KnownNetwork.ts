import { classifyCidr, containsCidr } from '@private-serverless/template';
import type {
  FactsEndpoint,
  FactsGroup,
  FactsRouteTable,
  FactsSubnet,
  NetworkFacts,
} from './NetworkFacts';

/** Something that the facts say, or why they do not say it: a clause without a period. */
export type Known<T> =
  | { value: T; why?: undefined }
  | { value?: undefined; why: string };

type Part = 'subnets' | 'routeTables' | 'endpoints' | 'securityGroups';

/** The existing network as far as the facts describe it. Without facts, nothing is known. */
export class KnownNetwork {
  private readonly facts?: NetworkFacts;
  private readonly byId = new Map<Part, Map<string, { id: string }>>();

  constructor(facts?: NetworkFacts) {
    this.facts = facts;
  }

  /** What to do about a resource that the facts do not describe. */
  get advice(): string {
    const command =
      'private-serverless environment check --environment ID --network-facts privacy-facts.json';
    return this.facts
      ? `Use a resource of network.existing of environment ${this.facts.environment}, or describe the network again: ${command}.`
      : `Describe the network: ${command}.`;
  }

  /** For the evidence of a finding: a clause that names the time of the facts. */
  get source(): string {
    return this.facts
      ? `according to the network facts of ${this.facts.at}`
      : 'and there are no network facts';
  }

  vpc(): Known<NonNullable<NetworkFacts['vpc']>> {
    return this.read('vpc', 'the VPC');
  }

  subnet(id: string): Known<FactsSubnet> {
    return this.find('subnets', 'subnet', id);
  }

  routeTable(id: string): Known<FactsRouteTable> {
    return this.find('routeTables', 'route table', id);
  }

  endpoint(id: string): Known<FactsEndpoint> {
    return this.find('endpoints', 'endpoint', id);
  }

  /** All endpoints of the VPC. */
  endpoints(): Known<FactsEndpoint[]> {
    return this.read('endpoints', 'endpoints');
  }

  group(id: string): Known<FactsGroup> {
    return this.find('securityGroups', 'security group', id);
  }

  /** The route table that an existing subnet uses. */
  tableOfSubnet(id: string): Known<FactsRouteTable> {
    const tables = this.read('routeTables', 'route tables');
    if (tables.why !== undefined) return tables;
    const subnet = this.subnet(id);
    if (subnet.why !== undefined) return subnet;
    const { routeTableId } = subnet.value;
    return routeTableId === undefined
      ? { why: `the network facts do not name the route table of ${id}` }
      : this.routeTable(routeTableId);
  }

  /** The route table of subnets without an association. */
  mainTable(): Known<FactsRouteTable> {
    const tables = this.read('routeTables', 'route tables');
    if (tables.why !== undefined) return tables;
    const main = tables.value.find(table => table.main);
    return main
      ? { value: main }
      : { why: 'the network facts do not name the main route table' };
  }

  /** The ranges of a prefix list. */
  prefixList(id: string): Known<string[]> {
    const lists = this.read('prefixLists', 'prefix lists');
    if (lists.why !== undefined) return lists;
    const cidrs = Object.values(lists.value).find(
      list => list.id === id,
    )?.cidrs;
    return cidrs
      ? { value: cidrs }
      : { why: `the network facts do not have the ranges of ${id}` };
  }

  /**
   * Whether a range is private: a private range, or one of the VPC. The IPv6 addresses of a VPC are global addresses, and some
   * VPCs have IPv4 ranges that are not private ones.
   */
  isPrivate(range: string): boolean {
    const { cidrs = [], ipv6Cidrs = [] } = this.vpc().value ?? {};
    return (
      classifyCidr(range) === 'private' ||
      [...cidrs, ...ipv6Cidrs].some(own => containsCidr(own, range))
    );
  }

  private read<K extends keyof NetworkFacts>(
    part: K,
    name: string,
  ): Known<NonNullable<NetworkFacts[K]>> {
    if (!this.facts) return { why: 'there are no network facts' };
    // Without the VPC, nothing shows that the rest is about the network of the template.
    if (!this.facts.vpc) return { why: 'the network facts have no VPC' };
    const value = this.facts[part];
    return value === undefined || value === null
      ? { why: `the network facts do not describe ${name}` }
      : { value };
  }

  private find<K extends Part>(
    part: K,
    name: string,
    id: string,
  ): Known<NonNullable<NetworkFacts[K]>[number]> {
    const items = this.read(part, `${name}s`);
    if (items.why !== undefined) return items;
    let index = this.byId.get(part);
    if (!index) {
      index = new Map(items.value.map(item => [item.id, item]));
      this.byId.set(part, index);
    }
    const found = index.get(id) as
      | NonNullable<NetworkFacts[K]>[number]
      | undefined;
    return found
      ? { value: found }
      : {
          why: `${id} is not a ${name} that the network facts of ${
            this.facts!.vpc!.id
          } describe`,
        };
  }
}
