import type { Node } from '@private-serverless/template';
import { placeOf } from '../rule';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { Associations } from './Associations';
import type { Known } from './KnownNetwork';
import type { FactsRouteTable } from './NetworkFacts';
import type { Use } from './Use';
import { meaning, usesOf } from './uses';

/** A route table outside the template that a subnet in use has, or why it is not known. */
export type UsedTable = {
  table: Known<FactsRouteTable>;
  /** Who uses which subnets: a clause such as "Function uses subnet-1 and subnet-2". */
  subject: string;
  /** Logical ID of the first resource that uses it. */
  resource: string;
  at: Pick<Node, 'path' | 'line'>;
};

/** The subnets that a template uses and does not have, each once. */
export function outsideSubnets(
  template: Template,
): Array<Exclude<Use, { is: 'inside' }>> {
  const seen = new Set<string>();
  return usesOf(template).flatMap(use => {
    if (use.kind !== 'subnet' || use.is === 'inside') return [];
    const key = use.is === 'outside' ? use.id : `?${use.why}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [use];
  });
}

/** The route tables of subnets in use that are not in the template, each once. */
export const outsideTables = oncePerTemplate(findTables);

function findTables(template: Template): UsedTable[] {
  const associations = new Associations(template);
  const found = [
    ...outsideSubnets(template).flatMap(use =>
      tablesOfUse(template, use, associations),
    ),
    ...template
      .ofType('AWS::EC2::Subnet')
      .flatMap(subnet => tablesOfNewSubnet(template, subnet, associations)),
  ];
  const merged = new Map<string, { first: Found; subnets: Set<string> }>();
  for (const one of found) {
    // What is not known for the same reason is one finding.
    const key = one.table.why ?? one.table.value.id;
    const same = merged.get(key) ?? { first: one, subnets: new Set<string>() };
    same.subnets.add(one.subnet);
    merged.set(key, same);
  }
  return [...merged.values()].map(({ first, subnets }) => ({
    table: first.table,
    resource: first.user.id,
    at: first.at,
    subject: `${first.user.id} ${first.verb} ${listed([...subnets])}`,
  }));
}

type Found = {
  table: Known<FactsRouteTable>;
  user: Resource;
  at: Pick<Node, 'path' | 'line'>;
  verb: string;
  subnet: string;
};

function tablesOfUse(
  template: Template,
  use: Exclude<Use, { is: 'inside' }>,
  associations: Associations,
): Found[] {
  const base = { user: use.user, at: use.at, verb: 'uses' };
  if (use.is === 'unknown') {
    return [
      { ...base, subnet: 'a subnet', table: { why: `its ID ${use.why}` } },
    ];
  }
  const associated = associations.of({ existing: use.id });
  const own = template.network.tableOfSubnet(use.id);
  return [...associated.tables, ...(associated.isCertain ? [] : [own])].map(
    table => ({ ...base, subnet: use.id, table }),
  );
}

/** A subnet of the template in an existing VPC has the main route table of the VPC, unless it is associated with another one. */
function tablesOfNewSubnet(
  template: Template,
  subnet: Resource,
  associations: Associations,
): Found[] {
  const isInNewVpc = template
    .property(subnet, 'VpcId')
    .every(
      vpc =>
        vpc.kind === 'absent' || meaning(template, 'vpc', vpc).is === 'inside',
    );
  const associated = associations.of({ own: subnet.id });
  const main =
    isInNewVpc || associated.isCertain ? [] : [template.network.mainTable()];
  const base = { user: subnet, at: placeOf(subnet) };
  return [
    ...associated.tables.map(table => ({
      ...base,
      verb: 'is associated with',
      subnet: 'a route table outside the template',
      table,
    })),
    ...main.map(table => ({
      ...base,
      verb: 'is a subnet',
      subnet: 'in an existing VPC',
      table,
    })),
  ];
}

/** Words as in a sentence: "a, b and c". */
export function listed(words: string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
