import {
  type TargetView,
  type VantageView,
  worstState,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useState } from 'react';
import { stateLooks } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import { ProofLine } from '../Proof/ProofLine';
import toggleStyles from '../Toggle.module.css';
import styles from './HealthCard.module.css';
import { Day } from './Day';
import { ReasonText } from './ReasonText';
import { StateLine } from './StateLine';
import { VantagePanel } from './VantagePanel';

/** The vantage to show before the user chooses one: the one with the worst state. */
export function worstVantage(target: TargetView): VantageView | undefined {
  const worst = worstState(target.vantages.map(({ state }) => state));
  return target.vantages.find(({ state }) => state === worst);
}

/** One target of the entity. */
export function Target(props: {
  target: TargetView;
  /** Whether to show the name, which an entity with several targets needs. */
  named: boolean;
  now: string;
}) {
  const { target, named, now } = props;
  const t = useTranslate();
  const [chosenId, setChosenId] = useState<string>();
  const { vantages } = target;
  const vantage =
    vantages.find(({ id }) => id === chosenId) ?? worstVantage(target);
  const title = target.stackName ?? target.id;

  return (
    <section className={styles.target} aria-label={named ? title : undefined}>
      {named && (
        <h4 className={styles.name}>
          {title}
          {target.environment && ` · ${target.environment.title}`}
        </h4>
      )}
      <StateLine subject={target} vantage={vantage} now={now} />
      {target.maintenance && (
        <p>
          {t('card.maintenance', {
            time: <Moment at={target.maintenance.until} now={now} />,
          })}
        </p>
      )}
      {target.reason && <ReasonText reason={target.reason} />}
      {vantages.length > 1 && (
        <div
          role="group"
          aria-label={t('card.vantage')}
          className={styles.vantages}
        >
          {vantages.map(({ id, title: name, state }) => (
            <button
              key={id}
              type="button"
              className={toggleStyles.toggle}
              aria-pressed={id === vantage?.id}
              aria-label={t('card.vantageLabel', {
                vantage: name,
                state: t(`state.${state}`),
              })}
              onClick={() => setChosenId(id)}
            >
              <Mark look={stateLooks[state]} />
              {name}
            </button>
          ))}
        </div>
      )}
      {vantage && <VantagePanel target={target} vantage={vantage} now={now} />}
      {target.day && <Day day={target.day} />}
      <ProofLine target={target} now={now} className={styles.facts} />
      <p className={styles.facts}>
        {target.url && <span className={styles.url}>{target.url}</span>}
        {!named && target.environment && (
          <span>{target.environment.title}</span>
        )}
        {target.templateVersion && (
          <span>
            {t('card.goldenPath', { version: target.templateVersion })}
          </span>
        )}
      </p>
    </section>
  );
}
