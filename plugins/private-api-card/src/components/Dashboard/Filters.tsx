import { Button, Select } from '@backstage/ui';
import {
  type TargetCounts,
  type TargetFilters,
  type TargetGrouping,
  targetGroupings,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ReactNode } from 'react';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import styles from './Dashboard.module.css';
import { Search } from './Search';
import { certificateDays, type DashboardState, isFiltered } from './urlState';
import type { ChangeState } from './useDashboard';

/** Key of an option that is not a value. */
const NOTHING = '-';
const BEHIND = '<';

/** The key of a value. An empty one is "without an owner", and a key must not be empty. */
const keyOf = (value: string) => `=${value}`;

type Option = { value: string; label: string };

/** Options of one property: its groups, and the chosen values that no group has. */
function optionsOf(
  t: Translate,
  by: TargetGrouping,
  counts: TargetCounts | undefined,
  chosen: string[],
): Option[] {
  const groups = counts?.groups[by] ?? [];
  const known = new Set(groups.map(({ value }) => value));
  return [
    ...groups.map(({ value, title, total }) => ({
      value: keyOf(value),
      label: t('dashboard.filter.option', {
        title: value === '' ? t('dashboard.filter.none') : title,
        total: String(total),
      }),
    })),
    ...chosen
      .filter(value => !known.has(value))
      .map(value => ({
        value: keyOf(value),
        label: value || t('dashboard.filter.none'),
      })),
  ];
}

/** Filter by one property, with several values. */
function PropertyFilter(props: {
  by: TargetGrouping;
  counts?: TargetCounts;
  filters: TargetFilters;
  onChange: (filters: TargetFilters) => void;
}) {
  const { by, counts, filters, onChange } = props;
  const t = useTranslate();
  const chosen = filters[by] ?? [];
  const options = optionsOf(t, by, counts, chosen);
  const latestVersion = counts?.latestVersion;
  // A shared link can have this filter although the latest version is not known.
  const withBehind =
    by === 'version' && (latestVersion !== undefined || filters.behind);
  const behind =
    latestVersion === undefined
      ? t('dashboard.filter.behindUnknown')
      : t('dashboard.filter.behind', {
          version: latestVersion,
          total: String(counts?.behind),
        });
  const all = withBehind
    ? [{ value: BEHIND, label: behind }, ...options]
    : options;
  const keys = chosen.map(keyOf);
  return (
    <Select
      className={styles.filter}
      size="small"
      label={t(`dashboard.filter.${by}`)}
      placeholder={t('dashboard.filter.any')}
      selectionMode="multiple"
      searchable={all.length > 10}
      searchPlaceholder={t('dashboard.filter.searchPlaceholder')}
      options={all}
      value={by === 'version' && filters.behind ? [BEHIND, ...keys] : keys}
      onChange={selected => {
        const picked = selected.map(String);
        const values = picked
          .filter(key => key !== BEHIND)
          .map(key => key.slice(1));
        onChange({
          ...filters,
          [by]: values.length > 0 ? values : undefined,
          ...(by === 'version' && {
            behind: picked.includes(BEHIND) || undefined,
          }),
        });
      }}
    />
  );
}

/** Search, filters and grouping, with more controls at the end. */
export function Filters(props: {
  counts?: TargetCounts;
  state: DashboardState;
  change: ChangeState;
  children: ReactNode;
}) {
  const { counts, state, change, children } = props;
  const t = useTranslate();
  const { filters, groupBy } = state;
  const setFilters = (next: TargetFilters) => change({ filters: next });
  return (
    <div
      role="search"
      aria-label={t('dashboard.filters')}
      className={styles.filters}
    >
      <Search
        value={filters.search ?? ''}
        onChange={search =>
          setFilters({ ...filters, search: search || undefined })
        }
      />
      {targetGroupings.map(by => (
        <PropertyFilter
          key={by}
          by={by}
          counts={counts}
          filters={filters}
          onChange={setFilters}
        />
      ))}
      <Select
        className={styles.filter}
        size="small"
        label={t('dashboard.filter.certificate')}
        options={[
          { value: NOTHING, label: t('dashboard.filter.any') },
          ...certificateDays.map(days => ({
            value: String(days),
            label: t(`dashboard.certificate.${days}`),
          })),
        ]}
        value={String(filters.certificateWithinDays ?? NOTHING)}
        onChange={key =>
          setFilters({
            ...filters,
            certificateWithinDays: key === NOTHING ? undefined : Number(key),
          })
        }
      />
      <Select
        className={styles.filter}
        size="small"
        label={t('dashboard.groupBy')}
        options={[
          { value: NOTHING, label: t('dashboard.groupBy.nothing') },
          ...targetGroupings.map(by => ({
            value: by,
            label: t(`dashboard.filter.${by}`),
          })),
        ]}
        value={groupBy ?? NOTHING}
        onChange={key =>
          change({ groupBy: targetGroupings.find(by => by === key) })
        }
      />
      <Button
        variant="tertiary"
        size="small"
        isDisabled={!isFiltered(state)}
        onPress={() => change({ filters: {} })}
      >
        {t('dashboard.clearFilters')}
      </Button>
      {children}
    </div>
  );
}
