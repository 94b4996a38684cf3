import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { Readiness } from '@private-serverless/readiness';

/** Maximum age of a check that is used again, in milliseconds. */
const maxAgeMs = 60_000;

type RecentCheck = { startedAt: number; result: Promise<Readiness> };

/** Checks by environment, with its configuration, for the clients of each backend. */
const checks = new WeakMap<AwsClients, Map<string, RecentCheck>>();

/**
 * A check of an environment that started at most 60 seconds ago, or a new one. Callers at the same time wait for the same check.
 *
 * @throws InputError if the environment has no usable credentials
 */
export async function recentReadiness(options: {
  environment: Environment;
  clients: AwsClients;
  clock?: () => number;
}): Promise<Readiness> {
  const { clients, environment, clock = Date.now } = options;
  const known = checks.get(clients) ?? new Map<string, RecentCheck>();
  checks.set(clients, known);
  const now = clock();
  for (const [key, { startedAt }] of known) {
    if (now - startedAt > maxAgeMs) known.delete(key);
  }
  const key = JSON.stringify(environment);
  const recent = known.get(key);
  if (recent) return recent.result;
  const result = check(clients, environment);
  known.set(key, { startedAt: now, result });
  // A failure says nothing about the environment, so the next caller tries again.
  result.catch(() => known.delete(key));
  return result;
}

async function check(clients: AwsClients, environment: Environment) {
  return loadReadiness().checkReadiness({
    environment,
    clients: clients.forReadiness(environment),
  });
}
