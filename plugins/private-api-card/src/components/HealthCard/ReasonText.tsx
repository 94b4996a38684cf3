import type { Reason } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './HealthCard.module.css';

const snippet = `metadata:
  annotations:
    private-serverless.dev/stack-arn: arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`;

/** What to do about a reason. The state line shows its headline. */
export function ReasonText({ reason }: { reason: Reason }) {
  const t = useTranslate();
  return (
    <div className={styles.reason}>
      <p>{t('card.whatToDo', { advice: reason.advice })}</p>
      {reason.code === 'annotation.missing' && (
        // Scrolls on its own, so it must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre tabIndex={0} className={styles.snippet}>
          {snippet}
        </pre>
      )}
    </div>
  );
}
