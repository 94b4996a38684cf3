import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { VantageWatch } from '../vantages/VantageWatch';
import type { Notices } from './Notices';

/**
 * Schedules the judgment of the vantages, and the notifications. Both on one backend, so that nothing is sent twice.
 * @param options - `notices` is absent if notifications are disabled
 */
export async function scheduleNotices(options: {
  scheduler: SchedulerService;
  vantages: VantageWatch;
  notices?: Notices;
}): Promise<void> {
  const { scheduler, vantages, notices } = options;
  await scheduler.scheduleTask({
    id: 'private-api-vantages',
    scope: 'global',
    frequency: { seconds: 30 },
    timeout: { minutes: 1 },
    initialDelay: { seconds: 15 },
    fn: () => vantages.update(),
  });
  if (!notices) return;
  await scheduler.scheduleTask({
    id: 'private-api-notices',
    scope: 'global',
    frequency: { seconds: 15 },
    timeout: { minutes: 5 },
    // The plugins that notify can run in the same backend, which must start first.
    initialDelay: { seconds: 20 },
    fn: signal => notices.round(signal),
  });
}
