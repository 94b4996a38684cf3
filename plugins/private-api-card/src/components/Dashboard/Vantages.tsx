import type { VantageHealth } from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import styles from './Dashboard.module.css';
import type { Surroundings } from './useSurroundings';

const looks: Record<VantageHealth['state'], StateLook> = {
  works: { glyph: '✓', tone: 'success' },
  fails: { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
};

function Vantage({ vantage, now }: { vantage: VantageHealth; now: string }) {
  const { title, state, since, cause, hasControl } = vantage;
  const t = useTranslate();
  const facts = [
    t('dashboard.vantages.targets', { count: vantage.targets }),
    ...(vantage.unknownTargets > 0
      ? [t('dashboard.vantages.blind', { count: vantage.unknownTargets })]
      : []),
    ...(hasControl ? [] : [t('dashboard.vantages.noControl')]),
  ];
  return (
    <li>
      <Mark look={looks[state]} />
      <strong>{title}</strong> {t(`dashboard.vantages.${state}`)}
      {since && state === 'fails' && (
        <>
          {', '}
          {t('card.since', { time: <Moment at={since} now={now} age /> })}
        </>
      )}
      {cause && <p>{cause}</p>}
      <p>{facts.join(', ')}</p>
    </li>
  );
}

/** Whether each vantage can check its targets, so that nobody takes its outage for one of the services. */
export function Vantages(props: {
  vantages: Surroundings['vantages'];
  now: string;
}) {
  const { vantages, now } = props;
  const { value, problem } = vantages;
  const t = useTranslate();
  return (
    <section>
      <h2>{t('dashboard.vantages')}</h2>
      {problem && <p>{t('loaded.failed', { message: problem.message })}</p>}
      {value?.length === 0 && <p>{t('dashboard.vantages.empty')}</p>}
      <ul className={styles.list}>
        {value?.map(vantage => (
          <Vantage key={vantage.id} vantage={vantage} now={now} />
        ))}
      </ul>
    </section>
  );
}
