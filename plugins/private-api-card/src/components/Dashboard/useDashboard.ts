import { useApi } from '@backstage/core-plugin-api';
import {
  type TargetCounts,
  targetGroupings,
  type TargetList,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useEffect, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Polled, usePolled } from '../usePolled';
import type { ChangeMessage } from '../useSignals';
import {
  type DashboardState,
  parseState,
  queryOfState,
  searchOf,
} from './urlState';

/** Interval between two polls of the dashboard, in milliseconds. */
export const DASHBOARD_POLL_MS = 15_000;

/** Changes the state. Everything but a change of the page shows its first page. */
export type ChangeState = (
  change: Partial<DashboardState>,
  options?: { replace?: boolean },
) => void;

/** Data of the dashboard. */
export type DashboardData = {
  state: DashboardState;
  change: ChangeState;
  list: Polled<TargetList>;
  counts: Polled<TargetCounts>;
};

/**
 * Whether a change concerns a target of the page. One of another target waits for the next poll, so that not every change makes
 * every open page load.
 */
const concerns = (list: TargetList | undefined, message: ChangeMessage) =>
  Boolean(
    message.all || list?.items.some(({ id }) => message.targets?.includes(id)),
  );

/** The page of targets and the counts that the URL asks for. */
export function useDashboard(): DashboardData {
  const api = useApi(privateApiApiRef);
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const state = useMemo(() => parseState(new URLSearchParams(text)), [text]);

  const change = useCallback<ChangeState>(
    (changed, options) =>
      setSearch(searchOf({ ...state, cursor: undefined, ...changed }), options),
    [state, setSearch],
  );

  const loadList = useCallback(
    (signal: AbortSignal) => api.targets(queryOfState(state), signal),
    [api, state],
  );
  const list: Polled<TargetList> = usePolled(loadList, {
    pollMs: DASHBOARD_POLL_MS,
    alwaysPoll: true,
    concerns: message => concerns(list.value, message),
  });

  // The rows behind a cursor can be gone, for example in a shared link.
  const isPastEnd =
    state.cursor !== undefined &&
    !list.isStale &&
    list.value?.items.length === 0 &&
    list.value.totalItems > 0;
  useEffect(() => {
    if (isPastEnd) change({}, { replace: true });
  }, [isPastEnd, change]);

  // Sorting and paging do not change the counts.
  const filterText = searchOf({
    filters: state.filters,
    sort: 'state',
    order: 'asc',
    limit: 20,
  }).toString();
  const loadCounts = useCallback(
    (signal: AbortSignal) => {
      const { filters } = parseState(new URLSearchParams(filterText));
      return api.targetCounts(filters, [...targetGroupings], signal);
    },
    [api, filterText],
  );
  const counts = usePolled(loadCounts, {
    pollMs: DASHBOARD_POLL_MS,
    alwaysPoll: true,
    concerns: message => concerns(list.value, message),
  });
  return { state, change, list, counts };
}
