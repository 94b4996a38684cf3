import {
  type Diagnosis,
  type Entry,
  type Hop,
  pathOf,
  type Timings,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useId, useState } from 'react';
import { hopLooks, hopMs, hopNames } from '../../words/hops';
import { formatMs } from '../../words/time';
import { Mark } from '../Mark';
import { HopDetails } from './HopDetails';
import styles from './NetworkPath.module.css';

type HopResult = Diagnosis['hops'][number];

/** Without a diagnosis the path is known, but nothing about it. */
function unseen(entry: Entry): HopResult[] {
  return pathOf(entry).map(hop => ({
    hop,
    state: 'unknown',
    evidence: 'No check has seen this hop yet',
  }));
}

/**
 * The network path hop by hop. The failing hop is open until the reader opens another or closes it.
 * @param props.current - false when the diagnosis is the past: its marks then say nothing about now
 */
export function NetworkPath(props: {
  entry: Entry;
  diagnosis?: Diagnosis;
  timings?: Timings;
  current: boolean;
}) {
  const { entry, diagnosis, timings, current } = props;
  const [chosen, setChosen] = useState<Hop | 'none'>();
  const detailsId = useId();
  const hops = (current ? diagnosis?.hops : undefined) ?? unseen(entry);
  const failing = hops.find(({ state }) => state === 'failed')?.hop;
  const open = hops.find(({ hop }) => hop === (chosen ?? failing));

  return (
    <div>
      <ol aria-label="Network path" className={styles.path}>
        {hops.map(({ hop, state }, index) => {
          const look = hopLooks[state];
          const ms = current ? hopMs(hop, index, timings) : undefined;
          const isOpen = hop === open?.hop;
          return (
            <li key={hop} className={styles.step}>
              <button
                type="button"
                className={`${styles.hop} ${
                  state === 'failed' ? styles.failed : ''
                } ${state === 'unknown' ? styles.unseen : ''}`}
                // begins with the visible words, in their order (WCAG 2.5.3)
                aria-label={`${hopNames[hop]}${
                  ms === undefined ? '' : ` ${formatMs(ms)}`
                }, ${look.word}`}
                aria-expanded={isOpen}
                aria-controls={isOpen ? detailsId : undefined}
                onClick={() => setChosen(isOpen ? 'none' : hop)}
              >
                <Mark look={look} />
                <span>{hopNames[hop]}</span>{' '}
                {ms !== undefined && (
                  <span className={styles.ms}>{formatMs(ms)}</span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {open && <HopDetails id={detailsId} hop={open} />}
    </div>
  );
}
