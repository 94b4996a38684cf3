import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { ProbeResult } from '@private-serverless/probe';
import type { Knex } from 'knex';
import { readProbingConfig } from '../config/readProbingConfig';
import { Engine, type EngineOptions } from '../probing/Engine';
import type { ProbeRequest } from '../probing/VantageProbes';
import { type Target, targetId } from '../targets/Target';

export const noon = Date.parse('2026-03-12T12:00:00.000Z');

/** A bound target of the entity `component:default/NAME`. */
export function boundTarget(name: string, change: object = {}): Target {
  const entityRef = `component:default/${name}`;
  return {
    id: targetId(entityRef, name),
    entityRef,
    stackArn: name,
    facts: { searchText: name, title: name },
    syncedAt: noon,
    boundAt: noon,
    binding: {
      environmentId: 'dev',
      stackName: name,
      url: `https://${name}.acme.internal/health`,
      endpointUrl: `https://${name}.acme.internal`,
      entry: 'alb',
      ownedHosts: [],
    },
    ...change,
  } as Target;
}

/** A result of a healthy target at a time, or with these changes of another one. */
export function resultAt(
  time: number,
  change: Partial<ProbeResult> = {},
): ProbeResult {
  return {
    target: 't',
    vantage: 'v',
    at: new Date(time).toISOString(),
    reachable: true,
    healthy: true,
    private: true,
    addresses: ['10.0.0.1'],
    timings: {
      dns: 1,
      tcp: 2,
      tls: 4,
      firstByte: 5,
      transfer: 0.5,
      total: 12.5,
    },
    ...change,
  };
}

/** A result of a target that does not respond. */
export function failureAt(time: number): ProbeResult {
  return resultAt(time, {
    reachable: false,
    healthy: false,
    timings: { total: 10_000 },
    failure: { phase: 'tcp', code: 'tcp.timeout', message: 'no response' },
  });
}

/** Configuration with vantages `a` and `b`. */
export function twoVantages(privateApi: object = {}) {
  return readProbingConfig(
    new ConfigReader({
      privateApi: {
        interval: { default: '60s' },
        vantages: [
          { id: 'a', title: 'Office' },
          { id: 'b', title: 'Data center' },
        ],
        ...privateApi,
      },
    }),
    [],
  );
}

/** One of several backends with a shared database. @param probe - instead of a request */
export function engineFor(
  knex: Knex,
  probe: (request: ProbeRequest) => Promise<ProbeResult>,
  options: Partial<EngineOptions> = {},
): Engine {
  return new Engine({
    knex,
    config: twoVantages(),
    environments: [],
    logger: mockServices.logger.mock(),
    probes: { probe, close: async () => {} },
    tickMs: 5,
    ...options,
  });
}
