import { Observation } from '../rule';
import type { Template } from '../template/Template';
import type { FactsRouteTable } from './NetworkFacts';
import { outsideTables, type UsedTable } from './tables';

/** A route of an existing route table. */
export type FactsRoute = FactsRouteTable['routes'][number];

/** What is wrong with a route, or undefined. `what` completes "route table rtb-1 …". */
export type RouteProblem = Pick<Observation, 'status' | 'severity' | 'fix'> & {
  what: string;
};

/**
 * Observes the routes of every route table outside the template that a subnet in use has. Yields nothing if the template uses
 * only subnets of its own.
 *
 * @param question - what a rule wants to know. Completes "Cannot determine whether …"
 * @param judge - what is wrong with a route
 * @param good - the result without a problem. Completes "route table rtb-1 …"
 */
export function* observeRoutes(
  template: Template,
  {
    question,
    judge,
    good,
  }: {
    question: string;
    judge: (route: FactsRoute) => RouteProblem | undefined;
    good: string;
  },
): Iterable<Observation> {
  for (const used of outsideTables(template)) {
    const base = { resource: used.resource, at: used.at };
    if (used.table.why !== undefined) {
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine whether ${question}: ${used.subject}, and ${used.table.why}.`,
        fix: template.network.advice,
      };
      continue;
    }
    const table = used.table.value;
    const problems = table.routes.flatMap(route => judge(route) ?? []);
    for (const { what, ...problem } of problems) {
      yield {
        ...base,
        ...problem,
        message: sentence(template, used, table, what),
      };
    }
    if (problems.length === 0) {
      yield {
        ...base,
        status: 'proven',
        message: sentence(template, used, table, good),
      };
    }
  }
}

function sentence(
  template: Template,
  { subject }: UsedTable,
  { id }: FactsRouteTable,
  what: string,
): string {
  return `${subject}: route table ${id} ${what}, ${template.network.source}.`;
}
