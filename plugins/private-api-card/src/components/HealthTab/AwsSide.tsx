import type { StackView } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { AlbTargets } from './AlbTargets';
import { DataTable } from './DataTable';
import styles from './HealthTab.module.css';

/** Name, status, times and drift of a stack. */
function Overview({ stack, now }: { stack: StackView; now: string }) {
  const t = useTranslate();
  const { status, statusReason, createdAt, updatedAt, drift } = stack;
  const driftText = drift && t(`tab.aws.drift.${drift.status}`);
  return (
    <dl className={styles.facts}>
      <dt>{t('tab.aws.status')}</dt>
      <dd>{[status, statusReason].filter(Boolean).join(': ')}</dd>
      <dt>{t('tab.aws.account')}</dt>
      <dd>{`${stack.accountId} ${stack.region}`}</dd>
      {createdAt && (
        <>
          <dt>{t('tab.aws.created')}</dt>
          <dd>
            <Moment at={createdAt} now={now} age />
          </dd>
        </>
      )}
      {updatedAt && (
        <>
          <dt>{t('tab.aws.updated')}</dt>
          <dd>
            <Moment at={updatedAt} now={now} age />
          </dd>
        </>
      )}
      {drift && (
        <>
          <dt>{t('tab.aws.drift')}</dt>
          <dd>
            {drift.checkedAt
              ? t('tab.aws.drift.at', {
                  drift: driftText!,
                  time: <Moment at={drift.checkedAt} now={now} age />,
                })
              : driftText}
          </dd>
        </>
      )}
    </dl>
  );
}

/** What AWS reports of the stack of a target. */
export function AwsSide({ stack, now }: { stack: StackView; now: string }) {
  const t = useTranslate();
  const { outputs = {}, events = [], targets, problem } = stack;
  if (problem) return <p>{problem}</p>;
  return (
    <>
      <h4>{stack.stackName}</h4>
      <Overview stack={stack} now={now} />
      {targets && <AlbTargets targets={targets} now={now} />}
      {Object.keys(outputs).length > 0 && (
        <>
          <h4>{t('tab.aws.outputs')}</h4>
          <DataTable
            label={t('tab.aws.outputs')}
            columns={[t('tab.aws.output'), t('tab.aws.value')]}
            rows={Object.entries(outputs).map(([name, value]) => ({
              key: name,
              cells: [name, value],
            }))}
          />
        </>
      )}
      {events.length > 0 && (
        <>
          <h4>{t('tab.aws.events')}</h4>
          <DataTable
            label={t('tab.aws.events')}
            columns={[
              t('tab.column.time'),
              t('tab.aws.resource'),
              t('tab.aws.status'),
              t('tab.aws.reason'),
            ]}
            rows={events.map(event => ({
              key: `${event.at} ${event.logicalId} ${event.status}`,
              cells: [
                <Moment key="at" at={event.at} now={now} inList />,
                `${event.logicalId} (${event.type})`,
                <span key="status" className={styles.word}>
                  {event.status}
                </span>,
                event.reason,
              ],
            }))}
          />
        </>
      )}
      <p>{t('tab.aws.readAt', { time: <Moment at={now} now={now} /> })}</p>
    </>
  );
}
