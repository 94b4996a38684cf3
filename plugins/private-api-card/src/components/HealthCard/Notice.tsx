import { Alert, Button } from '@backstage/ui';
import { formatMoment } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import styles from './HealthCard.module.css';
import type { Health } from './useHealth';

/** Why the card is not up to date, above the data that it still shows. */
export function Notice({ health }: { health: Health }) {
  const { view, problem, checkProblem, retry } = health;
  const t = useTranslate();
  return (
    <>
      {problem && (
        <Alert
          status={problem.kind === 'unavailable' ? 'warning' : 'info'}
          icon
          title={t(`notice.${problem.kind}.title`)}
          description={[
            ...(view
              ? [
                  t('notice.dataFrom', {
                    time: formatMoment(
                      view.generatedAt,
                      new Date().toISOString(),
                    ),
                  }),
                ]
              : []),
            t(`notice.${problem.kind}.advice`, { message: problem.message }),
          ].join(' ')}
          customActions={
            problem.kind === 'forbidden' ? undefined : (
              <Button variant="secondary" size="small" onPress={retry}>
                {t('card.retry')}
              </Button>
            )
          }
        />
      )}
      {checkProblem && (
        <p role="alert" className={styles.notice}>
          {t('card.checkFailed', { message: checkProblem.message })}
        </p>
      )}
    </>
  );
}
