import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useId } from 'react';
import { useTranslate } from '../../useTranslate';
import { Announcement } from './Announcement';
import styles from './HealthCard.module.css';
import { Links } from './Links';
import { Notice } from './Notice';
import { Problems } from './Problems';
import { ReasonText } from './ReasonText';
import { StateLine } from './StateLine';
import { Target } from './Target';
import { useHealth } from './useHealth';

/** Has the height of a card with data, so that the page does not move when the data arrives. */
function Loading() {
  const t = useTranslate();
  return (
    <div className={styles.body} aria-busy="true">
      <p>{t('card.loading')}</p>
      <Skeleton width="60%" height={24} />
      <Skeleton width="100%" height={36} />
      <Skeleton width="80%" height={56} />
      <Skeleton width="70%" height={20} />
    </div>
  );
}

function Known({ view }: { view: HealthView }) {
  const { targets, generatedAt } = view;
  if (targets.length === 0) {
    return (
      <>
        <StateLine subject={view} now={generatedAt} />
        {view.reason && <ReasonText reason={view.reason} />}
      </>
    );
  }
  return (
    <>
      {targets.map(target => (
        <Target
          key={target.id}
          target={target}
          named={targets.length > 1}
          now={generatedAt}
        />
      ))}
    </>
  );
}

/**
 * The card on an entity's page: whether its private API is reachable, which hop fails, since when, from which vantage,
 * and whether the API is private.
 * @public
 */
export function HealthCard() {
  const { entity } = useEntity();
  const t = useTranslate();
  const titleId = useId();
  const health = useHealth(stringifyEntityRef(entity));
  const { view, problem } = health;
  const canCheck = view !== undefined && view.targets.length > 0;

  return (
    <section aria-labelledby={titleId} className={styles.card}>
      <Card>
        <CardHeader>
          <div className={styles.header}>
            <Text as="h3" id={titleId} variant="title-x-small" weight="bold">
              {t('card.title')}
            </Text>
            {canCheck && (
              <Button
                variant="secondary"
                size="small"
                isPending={health.checking}
                onPress={health.checkNow}
              >
                {t('card.checkNow')}
              </Button>
            )}
          </div>
        </CardHeader>
        <CardBody>
          <div className={styles.body}>
            <Announcement view={view} checks={health.checks} />
            <Notice health={health} />
            {view && <Known view={view} />}
            {view && <Problems problems={view.problems} />}
            {!view && !problem && <Loading />}
            <Links entity={entity} />
          </div>
        </CardBody>
      </Card>
    </section>
  );
}
