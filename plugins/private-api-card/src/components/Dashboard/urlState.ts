import {
  type HealthState,
  type TargetFilters,
  type TargetGrouping,
  targetGroupings,
  type TargetQuery,
  type TargetSortKey,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks } from '../../format/states';

/** Numbers of rows on a page that can be chosen. */
export const pageSizes = [20, 50, 100] as const;

/** Days within which a certificate expires, as a filter. */
export const certificateDays = [0, 7, 14, 30] as const;

/** What the dashboard shows. All of it is in the URL. */
export type DashboardState = {
  filters: TargetFilters;
  sort: TargetSortKey;
  order: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  groupBy?: TargetGrouping;
};

const oneOf = <T extends string | number>(
  known: readonly T[],
  value: string | null,
): T | undefined => known.find(one => String(one) === value);

/** Reads the state of a query. A value that is not valid is ignored, so that an old link still shows the page. */
export function parseState(search: URLSearchParams): DashboardState {
  const all = (name: string) => {
    const values = search.getAll(name);
    return values.length > 0 ? values : undefined;
  };
  const states = search
    .getAll('state')
    .filter((state): state is HealthState => Object.hasOwn(stateLooks, state));
  return {
    filters: {
      search: search.get('search') || undefined,
      state: states.length > 0 ? states : undefined,
      owner: all('owner'),
      system: all('system'),
      environment: all('environment'),
      version: all('version'),
      behind: search.get('behind') === 'true' || undefined,
      certificateWithinDays: oneOf(certificateDays, search.get('certificate')),
    },
    sort: oneOf(targetSortKeys, search.get('sort')) ?? 'state',
    order: search.get('order') === 'desc' ? 'desc' : 'asc',
    limit: oneOf(pageSizes, search.get('limit')) ?? pageSizes[0],
    cursor: search.get('cursor') || undefined,
    groupBy: oneOf(targetGroupings, search.get('group')),
  };
}

/** The query of a state, without what is the default. */
export function searchOf(state: DashboardState): URLSearchParams {
  const search = new URLSearchParams();
  const { certificateWithinDays, ...filters } = state.filters;
  const values = {
    ...filters,
    certificate: certificateWithinDays,
    sort: state.sort === 'state' ? undefined : state.sort,
    order: state.order === 'asc' ? undefined : state.order,
    limit: state.limit === pageSizes[0] ? undefined : state.limit,
    group: state.groupBy,
    cursor: state.cursor,
  };
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== false) search.append(name, String(one));
    }
  }
  return search;
}

/** The request for the page of a state. */
export function queryOfState(state: DashboardState): TargetQuery {
  const { filters, sort, order, limit, cursor } = state;
  return { ...filters, sort, order, limit, cursor };
}

/** Whether a state has a filter. */
export const isFiltered = ({ filters }: DashboardState): boolean =>
  Object.values(filters).some(value => value !== undefined);
