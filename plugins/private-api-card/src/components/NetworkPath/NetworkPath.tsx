import {
  type Diagnosis,
  type Entry,
  type Hop,
  pathOf,
  type Timings,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useId, useState } from 'react';
import { hopLooks, hopMs, knownHopState } from '../../format/hops';
import { formatMs } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { HopDetails } from './HopDetails';
import styles from './NetworkPath.module.css';

type HopResult = Diagnosis['hops'][number];

const hopStyles = {
  ok: '',
  degraded: styles.degraded,
  failed: styles.failed,
  unknown: styles.unknown,
};

/** The path of an entry without a diagnosis: every hop is unknown. */
function unknownPath(entry: Entry, evidence: string): HopResult[] {
  return pathOf(entry).map(hop => ({ hop, state: 'unknown', evidence }));
}

/**
 * The network path hop by hop. The failed hop, or else a degraded one, is open until the user opens another one or closes it.
 * @param props.isCurrent - false if the diagnosis is too old to show the present state
 */
export function NetworkPath(props: {
  entry: Entry;
  diagnosis?: Diagnosis;
  timings?: Timings;
  isCurrent: boolean;
  /** Time of the server, ISO 8601. */
  now: string;
}) {
  const { entry, diagnosis, timings, isCurrent, now } = props;
  const t = useTranslate();
  const [chosen, setChosen] = useState<Hop | 'none'>();
  const detailsId = useId();
  const hops =
    (isCurrent ? diagnosis?.hops : undefined) ??
    unknownPath(entry, t('path.noRecentProbe'));
  const inState = (wanted: string) =>
    hops.find(({ state }) => state === wanted)?.hop;
  const worst = inState('failed') ?? inState('degraded');
  const open = hops.find(({ hop }) => hop === (chosen ?? worst));

  return (
    <div>
      <ol aria-label={t('path.label')} className={styles.path}>
        {hops.map(({ hop, state: reported }, index) => {
          const state = knownHopState(reported);
          // A hop that was not reached has no duration: the response came from another one.
          const ms =
            isCurrent && state !== 'unknown'
              ? hopMs(hop, index, timings)
              : undefined;
          const duration = ms === undefined ? undefined : formatMs(t, ms);
          const name = t(`hop.${hop}`);
          const labelValues = { hop: name, state: t(`path.state.${state}`) };
          const isOpen = hop === open?.hop;
          return (
            <li key={hop} className={styles.step}>
              <button
                type="button"
                className={`${styles.hop} ${hopStyles[state]}`}
                // Starts with the visible words in their order (WCAG 2.5.3).
                aria-label={
                  duration === undefined
                    ? t('path.hopLabel', labelValues)
                    : t('path.timedHopLabel', { ...labelValues, duration })
                }
                aria-expanded={isOpen}
                aria-controls={isOpen ? detailsId : undefined}
                onClick={() => setChosen(isOpen ? 'none' : hop)}
              >
                <Mark look={hopLooks[state]} />
                <span>{name}</span>{' '}
                {duration !== undefined && (
                  <span className={styles.ms}>{duration}</span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {open && <HopDetails id={detailsId} hop={open} now={now} />}
    </div>
  );
}
