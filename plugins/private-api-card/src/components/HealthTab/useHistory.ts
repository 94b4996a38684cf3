import { useApi } from '@backstage/core-plugin-api';
import type { HistoryView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Polled, usePolled } from '../usePolled';
import { type Period, type Range, rangeOf, resolutionOf } from './period';

/** Interval between two polls of the tab, in milliseconds. */
export const TAB_POLL_MS = 30_000;

const iso = (time: number) => new Date(time).toISOString();

/** The history of a target from all of its vantages in a period, or in a part of it. */
export function useHistory(
  entityRef: string,
  target: string,
  period: Period,
  zoom: Range | undefined,
): Polled<HistoryView> {
  const api = useApi(privateApiApiRef);
  const [from, to] = [zoom?.from, zoom?.to];
  const load = useCallback(
    (signal: AbortSignal) => {
      const now = Date.now();
      const range =
        from === undefined || to === undefined
          ? rangeOf(period, now)
          : { from, to };
      const query = {
        resolution: resolutionOf(range, now),
        from: iso(range.from),
        to: iso(range.to),
        target,
      };
      return api.history(entityRef, query, signal);
    },
    [api, entityRef, target, period, from, to],
  );
  return usePolled(load, { pollMs: TAB_POLL_MS, alwaysPoll: true });
}
