import { Alert, Button } from '@backstage/ui';
import type { Problem } from '../../api/problem';
import { formatMoment } from '../../words/time';
import styles from './HealthCard.module.css';
import type { Health } from './useHealth';

const titles: Record<Problem['kind'], string> = {
  forbidden: 'You may not see the health of this service',
  notFound: 'The health service does not know this entity',
  tooMany: 'Asked too often',
  silent: 'The health service does not answer',
};

const advice: Record<Problem['kind'], string> = {
  forbidden:
    'Ask your platform team for the permission private-api.health.read.',
  notFound: 'The catalog may be reading it just now.',
  tooMany: '',
  silent: '',
};

/** What keeps the card from being up to date, above what it still knows. */
export function Notice({ health }: { health: Health }) {
  const { view, problem, checkProblem, retry } = health;
  return (
    <>
      {problem && (
        <Alert
          status={problem.kind === 'silent' ? 'warning' : 'info'}
          icon
          title={titles[problem.kind]}
          description={[
            ...(view
              ? [
                  `What you see is as of ${formatMoment(
                    view.generatedAt,
                    new Date().toISOString(),
                  )}.`,
                ]
              : []),
            advice[problem.kind] || problem.message,
          ].join(' ')}
          customActions={
            problem.kind === 'forbidden' ? undefined : (
              <Button variant="secondary" size="small" onPress={retry}>
                Retry
              </Button>
            )
          }
        />
      )}
      {checkProblem && (
        <p role="alert" className={styles.notice}>
          Check now did not run: {checkProblem.message}
        </p>
      )}
    </>
  );
}
