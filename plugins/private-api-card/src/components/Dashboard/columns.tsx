import {
  EntityRefLink,
  humanizeEntityRef,
} from '@backstage/plugin-catalog-react';
import { parseEntityRef } from '@backstage/catalog-model';
import { Cell } from '@backstage/ui';
import type {
  TargetSortKey,
  TargetSummary,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ReactElement, ReactNode } from 'react';
import { formatShare } from '../../format/share';
import { daysUntil, formatMs } from '../../format/time';
import type { Translate } from '../../translation';
import { Moment } from '../Moment';
import { StateChip } from '../StateChip';
import { shareSlots } from '../Strip/slots';
import { StripBars } from '../Strip/StripBars';
import styles from './Dashboard.module.css';

type Render = (item: TargetSummary, t: Translate, now: string) => ReactNode;

/** Text of a ref without what the catalog assumes. */
export const ownerName = (ref: string): string =>
  humanizeEntityRef(parseEntityRef(ref), {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });

function certificate(t: Translate, expiresAt: string, now: string) {
  const days = daysUntil(expiresAt, now);
  return days < 0
    ? t('certificate.expired')
    : t('certificate.in', { count: days });
}

/** Cells of the table, in the order of its columns. `undefined`: not known. */
const cells: Record<TargetSortKey, Render> = {
  state: item => <StateChip state={item.state} private={item.private} short />,
  name: item => <EntityRefLink entityRef={item.entityRef} title={item.title} />,
  environment: item => item.environment?.title,
  owner: item =>
    item.owner && (
      <EntityRefLink entityRef={item.owner} title={ownerName(item.owner)} />
    ),
  hop: (item, t) => {
    const hop = item.hop && t(`hop.${item.hop}`);
    const { cause } = item;
    return (
      (hop ?? cause) && (
        <span className={styles.cause} title={cause}>
          {hop && cause
            ? t('dashboard.hopCause', { hop, cause })
            : hop ?? cause}
        </span>
      )
    );
  },
  since: (item, _, now) =>
    item.since && <Moment at={item.since} now={now} age="only" />,
  uptime: (item, t) => (
    <span className={styles.day}>
      <StripBars slots={shareSlots(item.strip)} />
      {t('dashboard.uptime', {
        up:
          item.uptime === undefined
            ? t('dashboard.none')
            : formatShare(t, item.uptime),
        observed: formatShare(t, item.coverage),
      })}
    </span>
  ),
  p95: (item, t) =>
    item.p95Ms === undefined ? undefined : formatMs(t, item.p95Ms),
  certificate: (item, t, now) =>
    item.certificateExpiresAt && (
      <Moment
        at={item.certificateExpiresAt}
        now={now}
        text={certificate(t, item.certificateExpiresAt, now)}
      />
    ),
  version: (item, t) =>
    item.templateVersion && (
      <span>
        {item.templateVersion}
        {item.behind && (
          <span className={styles.behind}>{t('dashboard.behind')}</span>
        )}
      </span>
    ),
};

const order = Object.keys(cells) as TargetSortKey[];

/** A column of the table. */
export type TargetColumn = {
  id: TargetSortKey;
  label: string;
  isRowHeader: boolean;
  cell: (item: TargetSummary) => ReactElement;
};

/**
 * Columns of the table. All can be sorted, by the server.
 * @param now - time of the list, for ages
 */
export function columnsOf(t: Translate, now: string): TargetColumn[] {
  return order.map(key => ({
    id: key,
    label: t(`dashboard.column.${key}`),
    isRowHeader: key === 'name',
    cell: item => (
      <Cell>
        {cells[key](item, t, now) || (
          <>
            <span aria-hidden="true">{t('dashboard.none')}</span>
            <span className={styles.hidden}>{t('dashboard.noneLabel')}</span>
          </>
        )}
      </Cell>
    ),
  }));
}
