import {
  type HealthState,
  type Reason,
  type VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { hopNames } from '../../words/hops';
import { stateLooks } from '../../words/states';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import styles from './HealthCard.module.css';

/** What a state line is about: a target, or an entity as a whole. */
export type Judged = {
  state: HealthState;
  since?: string;
  private?: boolean;
  reason?: Reason;
};

const privacy = (isPrivate: boolean | undefined) =>
  isPrivate ? ', private' : '';

/** The state in words: `Up, private`, `Down: Function`, `Unknown: Not checked yet`. */
export function stateText(judged: Judged, vantage?: VantageView): string {
  const { word } = stateLooks[judged.state];
  switch (judged.state) {
    case 'up':
      return `${word}${privacy(judged.private)}`;
    case 'unknown':
      return judged.reason ? `${word}: ${judged.reason.headline}` : word;
    case 'degraded':
      return vantage?.note
        ? `${word}${privacy(judged.private)}: ${vantage.note}`
        : `${word}${privacy(judged.private)}`;
    case 'maintenance':
      return word;
    default: {
      const failing = vantage?.diagnosis?.hops.find(
        ({ state }) => state === 'failed',
      );
      const cause = failing
        ? hopNames[failing.hop]
        : vantage?.failure?.headline;
      return cause ? `${word}: ${cause}` : word;
    }
  }
}

/** The state, and since when. */
export function StateLine(props: {
  judged: Judged;
  vantage?: VantageView;
  now: string;
}) {
  const { judged, vantage, now } = props;
  return (
    <p className={styles.state}>
      <Mark look={stateLooks[judged.state]} />
      <strong>{stateText(judged, vantage)}</strong>
      {judged.since && (
        <span>
          {' · since '}
          <Moment at={judged.since} now={now} age />
        </span>
      )}
      {judged.state === 'suspect' && vantage?.nextDueAt && (
        <span>
          {' · next check at '}
          <Moment at={vantage.nextDueAt} now={now} />
        </span>
      )}
    </p>
  );
}
