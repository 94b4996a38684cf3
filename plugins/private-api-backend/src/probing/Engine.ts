import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { EntryStates } from '../entry/EntryStates';
import { History } from '../history/History';
import type { Changes } from '../state/Changes';
import { longestInterval } from '../state/schedule';
import { StaleStates } from '../state/StaleStates';
import { States } from '../state/States';
import { Claims } from '../store/Claims';
import { ResultStore } from '../store/ResultStore';
import type { Metrics } from './ProbeMetrics';
import { ProbeRunner } from './ProbeRunner';
import { ProbeThread } from './ProbeThread';
import { ResultWriter } from './ResultWriter';
import { TargetProber } from './TargetProber';
import type { Probes } from './VantageProbes';

/** Time of a lease to store the result, in milliseconds. */
const toStoreMs = 5_000;

/**
 * Duration of a lease, in milliseconds: a probe, and one of the control target after it, each up to the timeout, and the time to store
 * the result. If a backend dies, others have taken over its share 5 seconds after it, which they need to notice that leases have
 * expired (up to 2 seconds if they are idle) and for a free slot. With the default timeout, that is 30 seconds after its death.
 */
export const leaseOf = ({ timeout }: Pick<ProbingConfig, 'timeout'>): number =>
  2 * timeout + toStoreMs;

/** Options of {@link Engine}. */
export type EngineOptions = {
  /** Migrated. */
  knex: Knex;
  config: ProbingConfig;
  environments: readonly Environment[];
  logger: LoggerService;
  changes?: Changes;
  entries?: Pick<EntryStates, 'expedite'>;
  metrics?: Metrics;
  /** @defaultValue in a worker thread */
  probes?: Probes;
  clock?: () => number;
  /** Interval to poll for due probes while others run, in milliseconds. */
  tickMs?: number;
};

/** Everything that runs probes on one backend, and what derives states and history from their results. */
export class Engine {
  readonly states: States;
  readonly staleStates: StaleStates;
  readonly history: History;
  readonly claims: Claims;
  readonly writer: ResultWriter;
  readonly prober: TargetProber;
  readonly runner: ProbeRunner;
  private readonly probes: Probes;

  constructor(options: EngineOptions) {
    const { knex, config, logger } = options;
    this.states = new States(options);
    this.staleStates = new StaleStates({ ...options, states: this.states });
    this.history = new History(options);
    const leaseMs = leaseOf(config);
    this.claims = new Claims({
      knex,
      longestIntervalMs: longestInterval(config),
      leaseMs,
    });
    const store = new ResultStore({ knex, states: this.states });
    this.writer = new ResultWriter({ store, logger });
    this.probes =
      options.probes ??
      // When the lease of a probe has ended, another backend can run it.
      new ProbeThread({ config, logger, maxProbeMs: leaseMs });
    const parts = { claims: this.claims, probes: this.probes };
    this.prober = new TargetProber({
      ...options,
      ...parts,
      writer: this.writer,
    });
    this.runner = new ProbeRunner({
      ...options,
      claims: this.claims,
      prober: this.prober,
    });
  }

  /** Ends the probes, and stores the results that are there. */
  async close(): Promise<void> {
    // Before the probes, so that their leases are known.
    const released = this.runner.close();
    await this.probes.close();
    await released;
  }
}
