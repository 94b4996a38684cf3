import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from './config/ProbingConfig';
import type { DueRound } from './probing/DueRound';
import type { HealthStore } from './store/HealthStore';
import type { CatalogPass } from './targets/CatalogPass';

/** Starts what runs by itself: the catalog pass, the probing rounds, and forgetting. */
export async function scheduleWork(options: {
  scheduler: SchedulerService;
  config: ProbingConfig;
  store: HealthStore;
  catalogPass: CatalogPass;
  dueRound: DueRound;
}): Promise<void> {
  const { scheduler, config, store, catalogPass, dueRound } = options;
  await scheduler.scheduleTask({
    id: 'private-api-catalog-pass',
    scope: 'global',
    frequency: { milliseconds: config.syncInterval },
    timeout: { minutes: 30 },
    // The catalog of the same backend answers once it has started.
    initialDelay: { seconds: 5 },
    fn: signal => catalogPass.run(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-due-round',
    // On every backend: leases in the database share out the work.
    scope: 'local',
    frequency: { seconds: 2 },
    timeout: { minutes: 5 },
    fn: signal => dueRound.run(signal),
  });
  await scheduler.scheduleTask({
    id: 'private-api-forget',
    scope: 'global',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    fn: async () => {
      await store.forgetBefore(Date.now() - config.retention);
    },
  });
}
