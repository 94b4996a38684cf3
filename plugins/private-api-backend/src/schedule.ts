import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from './config/ProbingConfig';
import type { AwsSide } from './entry/AwsSide';
import type { EntryStates } from './entry/EntryStates';
import type { Engine } from './probing/Engine';
import type { EnvironmentReadiness } from './readiness/EnvironmentReadiness';
import type { LiveProofs } from './proof/LiveProofs';
import type { CatalogPass } from './targets/CatalogPass';
import type { TargetStore } from './targets/TargetStore';

/** How long the history of a target stays after the catalog lost it, in milliseconds. */
const removedForMs = 24 * 60 * 60 * 1_000;

/**
 * Schedules the catalog pass, the due probes, the reads of AWS's side of entries, the proofs of stacks, the checks of environments,
 * and the deletion of old data.
 */
export async function scheduleWork(options: {
  scheduler: SchedulerService;
  config: ProbingConfig;
  catalogPass: CatalogPass;
  engine: Pick<Engine, 'runner' | 'staleStates' | 'history'>;
  targets: TargetStore;
  readiness: EnvironmentReadiness;
  entries: EntryStates;
  awsSide: AwsSide;
  proofs: LiveProofs;
}): Promise<void> {
  const { scheduler, config, catalogPass, engine, readiness, entries } =
    options;
  await scheduler.scheduleTask({
    id: 'private-api-catalog-pass',
    scope: 'global',
    frequency: { milliseconds: config.syncInterval },
    timeout: { minutes: 30 },
    // The catalog can run in the same backend, which must start first.
    initialDelay: { seconds: 5 },
    fn: signal => catalogPass.run(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-due-round',
    // On every backend. Leases in the database distribute the probes.
    scope: 'local',
    frequency: { seconds: 2 },
    timeout: { minutes: 5 },
    // Without the signal: under load, a run does not end, and one that was stopped would wait for the slowest probe. The shutdown ends it.
    fn: () => engine.runner.run(),
  });
  await scheduler.scheduleTask({
    id: 'private-api-forget',
    scope: 'global',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    fn: async () => {
      await entries.deleteUnused();
      await options.proofs.deleteUnused();
      await options.targets.deleteRemovedBefore(Date.now() - removedForMs);
    },
  });
  await scheduler.scheduleTask({
    id: 'private-api-stale-states',
    scope: 'global',
    frequency: { seconds: 15 },
    timeout: { minutes: 5 },
    // Not before the due round of the start had time.
    initialDelay: { seconds: 30 },
    fn: signal => engine.staleStates.refresh(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-history',
    scope: 'global',
    frequency: { minutes: 5 },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 30 },
    fn: async signal => {
      await engine.history.rollUp(signal);
      await engine.history.deleteOld(signal);
    },
  });
  await scheduler.scheduleTask({
    id: 'private-api-summaries',
    scope: 'global',
    frequency: { minutes: 1 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 30 },
    fn: signal => engine.history.summarize(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-entry-state',
    // On one backend, since the rate limits of AWS are those of the account.
    scope: 'global',
    // What is due differs from part to part. A failed probe makes the parts of its target due at once.
    frequency: { seconds: 15 },
    timeout: { minutes: 5 },
    // After the catalog pass of the start.
    initialDelay: { seconds: 10 },
    fn: async signal => {
      await entries.refresh(signal);
      await options.awsSide.refreshOld(signal);
    },
  });
  await scheduler.scheduleTask({
    id: 'private-api-proofs',
    // On one backend, since the rate limits of AWS are those of the account.
    scope: 'global',
    // Each stack is verified once per day. A new or changed one does not wait that long.
    frequency: { seconds: 30 },
    timeout: { minutes: 30 },
    // After the catalog pass of the start.
    initialDelay: { seconds: 15 },
    fn: signal => options.proofs.refresh(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-readiness',
    scope: 'global',
    // Each environment is checked once per hour. A new or changed one does not wait that long.
    frequency: { minutes: 1 },
    timeout: { minutes: 30 },
    // After the catalog pass of the start.
    initialDelay: { seconds: 10 },
    fn: signal => readiness.checkDue(signal),
  });
}
