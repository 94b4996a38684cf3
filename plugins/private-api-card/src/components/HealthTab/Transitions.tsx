import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type {
  TransitionList,
  TransitionView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { toProblem } from '../../api/problem';
import { formatDuration } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { StateChip } from '../StateChip';
import { usePolled } from '../usePolled';
import { DataTable } from './DataTable';
import { TAB_POLL_MS } from './useHistory';

/** Changes of state of a target, newest first, with their cause and how long the state held. */
export function Transitions(props: {
  entityRef: string;
  target: string;
  now: string;
}) {
  const { entityRef, target, now } = props;
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const load = useCallback(
    (signal: AbortSignal) => api.transitions(entityRef, { target }, signal),
    [api, entityRef, target],
  );
  const { value, problem } = usePolled(load, {
    pollMs: TAB_POLL_MS,
    alwaysPoll: true,
  });
  const [older, setOlder] = useState<TransitionList>();
  const [failure, setFailure] = useState<string>();
  const nextCursor = older ? older.nextCursor : value?.nextCursor;

  const showOlder = async () => {
    try {
      const query = { target, cursor: nextCursor };
      const page = await api.transitions(entityRef, query);
      setFailure(undefined);
      setOlder(shown => ({
        ...page,
        items: [...(shown?.items ?? []), ...page.items],
      }));
    } catch (error) {
      setFailure(toProblem(error).message);
    }
  };

  const known = new Map<string, TransitionView>();
  for (const item of [...(value?.items ?? []), ...(older?.items ?? [])]) {
    known.set(item.id, item);
  }
  const message = failure ?? problem?.message;
  return (
    <>
      {message && <p role="alert">{t('loaded.failed', { message })}</p>}
      {value && known.size === 0 && <p>{t('tab.transitions.empty')}</p>}
      {known.size > 0 && (
        <DataTable
          label={t('tab.transitions')}
          columns={[
            t('tab.column.time'),
            t('tab.transitions.column.change'),
            t('tab.transitions.column.cause'),
            t('tab.transitions.column.duration'),
          ]}
          rows={[...known.values()].map(one => ({
            key: one.id,
            cells: [
              <Moment key="at" at={one.at} now={now} />,
              t('tab.transitions.change', {
                from: <StateChip key="from" state={one.from} />,
                to: <StateChip key="to" state={one.to} />,
              }),
              one.cause ?? one.code,
              one.until
                ? formatDuration(t, Date.parse(one.until) - Date.parse(one.at))
                : t('tab.transitions.continues'),
            ],
          }))}
        />
      )}
      {nextCursor && (
        <Button variant="secondary" size="small" onPress={showOlder}>
          {t('tab.transitions.more')}
        </Button>
      )}
    </>
  );
}
