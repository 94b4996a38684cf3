import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import { useTranslate } from '../../useTranslate';
import { Announcement } from '../HealthCard/Announcement';
import { Notice } from '../HealthCard/Notice';
import { Problems } from '../HealthCard/Problems';
import { ReasonText } from '../HealthCard/ReasonText';
import { StateLine } from '../HealthCard/StateLine';
import { useHealth } from '../HealthCard/useHealth';
import { Choices } from './Choices';
import styles from './HealthTab.module.css';
import { TargetSections } from './TargetSections';
import { useTab } from './useTab';

/** Has about the height of the state, the choices and the charts. */
function Loading() {
  const t = useTranslate();
  return (
    <div aria-busy="true" className={styles.section}>
      <p>{t('card.loading')}</p>
      <Skeleton width="60%" height={24} />
      <Skeleton width="100%" height={480} />
    </div>
  );
}

/**
 * The tab of an entity page: the history of its private API and of each vantage, what AWS reports, certificates and commands.
 * @public
 */
export function HealthTab() {
  const { entity } = useEntity();
  const t = useTranslate();
  const entityRef = stringifyEntityRef(entity);
  const health = useHealth(entityRef);
  const { view, problem } = health;
  const [choice, choose] = useTab(view);
  const { target, vantage } = choice;
  return (
    <section aria-label={t('card.title')} className={styles.tab}>
      <Announcement view={view} checks={health.checks} />
      <Notice health={health} />
      {!view && !problem && <Loading />}
      {view && (
        <>
          <StateLine
            subject={target ?? view}
            vantage={vantage}
            now={view.generatedAt}
          />
          {(target ?? view).reason && (
            <ReasonText reason={(target ?? view).reason!} />
          )}
          <Problems problems={view.problems} />
          <Choices view={view} choice={choice} choose={choose} />
          {target && (
            <TargetSections
              entityRef={entityRef}
              choice={{ ...choice, target }}
              choose={choose}
              now={view.generatedAt}
            />
          )}
        </>
      )}
    </section>
  );
}
