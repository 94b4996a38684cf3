import type {
  ReadinessCheckView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './Readiness.module.css';

/** What is missing or wrong in an environment. What could not be read is collapsed, because users can continue. */
export function ReadinessChecks({ view }: { view: ReadinessView }) {
  const t = useTranslate();
  const having = (...statuses: ReadinessCheckView['status'][]) =>
    view.checks.filter(({ status }) => statuses.includes(status));
  const unread = having('unknown');
  return (
    <>
      <Checks
        checks={having('missing', 'wrong')}
        label={t('readiness.problems')}
      />
      {unread.length > 0 && (
        <details className={styles.text}>
          <summary>{t('readiness.unread', { count: unread.length })}</summary>
          <Checks checks={unread} label={t('readiness.unreadLabel')} />
        </details>
      )}
    </>
  );
}

function Checks(props: { checks: ReadinessCheckView[]; label: string }) {
  const t = useTranslate();
  if (props.checks.length === 0) return null;
  return (
    <ul aria-label={props.label} className={styles.checks}>
      {props.checks.map(({ expected, fix, found, id, status, subject }) => (
        <li key={`${id} ${subject}`} className={styles.check}>
          <div>
            <strong>{subject}</strong> ({id})
          </div>
          <div>
            {status === 'missing'
              ? t('readiness.missing')
              : t('readiness.found', { found: found ?? '–' })}
            {expected && ` ${t('readiness.expected', { expected })}`}
          </div>
          <div>{t('card.whatToDo', { advice: fix })}</div>
        </li>
      ))}
    </ul>
  );
}
