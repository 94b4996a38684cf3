import {
  type HealthState,
  type Reason,
  type VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks } from '../../format/states';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import styles from './HealthCard.module.css';

/** Subject of a state line: a target, or the whole entity. */
export type Subject = {
  state: HealthState;
  since?: string;
  private?: boolean;
  reason?: Reason;
  vantages?: VantageView[];
};

function stateName(t: Translate, { state, private: isPrivate }: Subject) {
  return isPrivate && (state === 'up' || state === 'degraded')
    ? t(`state.${state}Private`)
    : t(`state.${state}`);
}

/** The vantages from which a target that works from others does not. */
function failingFrom(t: Translate, vantages: VantageView[]) {
  const failing = vantages.filter(({ state }) =>
    ['down', 'suspect'].includes(state),
  );
  return failing.length > 0
    ? t('state.failingFrom', {
        vantages: failing.map(({ title }) => title).join(', '),
      })
    : undefined;
}

function causeOf(
  t: Translate,
  { state, reason, vantages = [] }: Subject,
  vantage: VantageView | undefined,
): string | undefined {
  switch (state) {
    case 'maintenance':
      return undefined;
    case 'up':
      return vantage?.note;
    case 'unknown':
      return reason?.headline;
    case 'degraded':
      return vantage?.note ?? failingFrom(t, vantages);
    default: {
      const failed = vantage?.diagnosis?.hops.find(
        hop => hop.state === 'failed',
      );
      // What exposes the service can concern all of it. Then a hop that fails is another matter.
      if (state === 'exposed' && vantage?.note !== failed?.aws?.evidence) {
        return vantage?.note ?? vantage?.failure?.headline;
      }
      return failed ? t(`hop.${failed.hop}`) : vantage?.failure?.headline;
    }
  }
}

/** The state as text: `Up, private`, `Down: Function`, `Unknown: Not probed yet`. */
export function stateText(
  t: Translate,
  subject: Subject,
  vantage?: VantageView,
): string {
  const state = stateName(t, subject);
  const cause = causeOf(t, subject, vantage);
  return cause ? t('state.withCause', { state, cause }) : state;
}

/** The state, and since when it holds. */
export function StateLine(props: {
  subject: Subject;
  vantage?: VantageView;
  now: string;
}) {
  const { subject, vantage, now } = props;
  const t = useTranslate();
  return (
    <p className={styles.state}>
      <Mark look={stateLooks[subject.state]} />
      <strong>{stateText(t, subject, vantage)}</strong>
      {subject.since && (
        <span>
          {' · '}
          {t('card.since', {
            time: <Moment at={subject.since} now={now} age />,
          })}
        </span>
      )}
      {subject.state === 'suspect' && vantage?.nextDueAt && (
        <span>
          {' · '}
          {t('card.nextProbe', {
            time: <Moment at={vantage.nextDueAt} now={now} />,
          })}
        </span>
      )}
    </p>
  );
}
