import { readTemplateText } from '@private-serverless/template';
import { createHash } from 'node:crypto';
import { Template } from '../template/Template';
import { endpointsInUse } from './endpoints';
import type { NetworkFacts } from './NetworkFacts';

/** File at the root of a generated repository with the network facts of the last deploy. @public */
export const factsFileName = 'privacy-facts.json';

/**
 * The network facts that a repository keeps. They have the policies of the endpoints that its template uses, not those of the
 * other services in the VPC, and nothing that changes with every network interface. Verifying the template with them has the
 * same result.
 *
 * @throws TemplateError if the template is not valid
 * @public
 */
export function repositoryFacts(
  facts: NetworkFacts,
  options: { template: string; parameters?: Record<string, string> },
): NetworkFacts {
  const template = new Template(readTemplateText(options.template), {
    parameters: options.parameters,
    facts,
  });
  const used = new Set(
    endpointsInUse(template).map(({ endpoint }) => endpoint.value?.id),
  );
  const { subnets, endpoints, ...rest } = facts;
  return {
    ...rest,
    ...(subnets && {
      subnets: subnets.map(({ freeAddresses, ...subnet }) => subnet),
    }),
    ...(endpoints && {
      endpoints: endpoints.map(({ policy, ...endpoint }) =>
        used.has(endpoint.id) ? { ...endpoint, policy } : endpoint,
      ),
    }),
  };
}

/** Lists whose order has a meaning: IAM evaluates statements in any order, but people read them in this one. */
const ordered = new Set(['Statement']);

/**
 * The text of a file with network facts: JSON with sorted keys and lists, so that the text of an unchanged network differs only
 * in the time.
 * @public
 */
export function factsFileText(facts: NetworkFacts): string {
  return `${JSON.stringify(sorted(facts, ''), null, 2)}\n`;
}

/** SHA-256 of {@link factsFileText} in hexadecimal. It is that of the file if the product has written it. */
export function factsSha256(facts: NetworkFacts): string {
  return createHash('sha256').update(factsFileText(facts)).digest('hex');
}

function sorted(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map(item => sorted(item, key));
    if (ordered.has(key)) return items;
    return items
      .map(item => [orderOf(item), item] as const)
      .sort(([a], [b]) => compare(a, b))
      .map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => compare(a, b))
      .map(([name, item]) => [name, sorted(item, name)]),
  );
}

/** Resources by their ID, so that a changed one keeps its place. */
function orderOf(item: unknown): string {
  const { id } = (item ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : JSON.stringify(item) ?? '';
}

/** Independent of the language of the computer. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
