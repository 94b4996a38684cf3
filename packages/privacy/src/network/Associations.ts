import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import type { Known } from './KnownNetwork';
import type { FactsRouteTable } from './NetworkFacts';

/** A subnet by its logical ID in the template, or by its ID in AWS. */
type Subnet = { own: string } | { existing: string };

/** What the template associates with a subnet. */
export type Associated = {
  /** The route tables that are not in the template. */
  tables: Array<Known<FactsRouteTable>>;
  /** Whether the subnet certainly has a route table because of the template. */
  isCertain: boolean;
};

const none: Associated = { tables: [], isCertain: false };

/** The associations of subnets with route tables in a template. */
export class Associations {
  private readonly bySubnet = new Map<string, Associated>();

  constructor(template: Template) {
    for (const one of template.ofType(
      'AWS::EC2::SubnetRouteTableAssociation',
    )) {
      const subnets = template.property(one, 'SubnetId');
      const isCertain = subnets.length === 1 && template.certainlyExists(one);
      const tables = template
        .property(one, 'RouteTableId')
        .flatMap(table => outsideTable(template, table));
      for (const subnet of subnets) {
        const key = keyOfValue(subnet);
        if (key === undefined) continue;
        const others = this.bySubnet.get(key) ?? none;
        this.bySubnet.set(key, {
          tables: [...others.tables, ...tables],
          isCertain: isCertain || others.isCertain,
        });
      }
    }
  }

  of(subnet: Subnet): Associated {
    return this.bySubnet.get(keyOf(subnet)) ?? none;
  }
}

function keyOf(subnet: Subnet): string {
  return 'own' in subnet ? `own ${subnet.own}` : `existing ${subnet.existing}`;
}

function keyOfValue(value: Value): string | undefined {
  if (value.kind === 'reference') return keyOf({ own: value.id });
  return value.kind === 'scalar'
    ? keyOf({ existing: value.text.trim() })
    : undefined;
}

function outsideTable(
  template: Template,
  value: Value,
): Array<Known<FactsRouteTable>> {
  if (value.kind === 'scalar' && !value.symbolic) {
    return [template.network.routeTable(value.text.trim())];
  }
  const isInside =
    value.kind === 'reference' &&
    template.resource(value.id)?.lowerType === 'aws::ec2::routetable';
  if (isInside) return [];
  const why = value.kind === 'unknown' ? value.why : 'is not known';
  return [{ why: `the ID of its route table ${why}` }];
}
