import { useApi } from '@backstage/core-plugin-api';
import { Skeleton } from '@backstage/ui';
import type { TargetView } from '@private-serverless/backstage-plugin-private-api-common';
import { type ReactNode, useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useTranslate } from '../../useTranslate';
import { LazyProofSection } from '../Proof/LazyProofSection';
import { usePolled } from '../usePolled';
import { AwsSide } from './AwsSide';
import { Certificates } from './Certificates';
import { Commands } from './Commands';
import styles from './HealthTab.module.css';
import { History } from './History';
import { Transitions } from './Transitions';
import { useHistory } from './useHistory';
import { type Choose, idOf, type TabChoice } from './useTab';
import { VantageStates } from './VantageStates';

/** AWS is asked at most this often, in milliseconds. */
const stackPollMs = 60_000;

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Everything about one target. */
export function TargetSections(props: {
  entityRef: string;
  choice: TabChoice & { target: TargetView };
  choose: Choose;
  now: string;
}) {
  const { entityRef, choice, choose, now } = props;
  const { target, vantage, period, zoom } = choice;
  const t = useTranslate();
  const api = useApi(privateApiApiRef);
  const id = idOf(target);
  const history = useHistory(entityRef, id, period, zoom);
  const loadStacks = useCallback(
    (signal: AbortSignal) => api.stacks(entityRef, signal),
    [api, entityRef],
  );
  const stacks = usePolled(loadStacks, {
    pollMs: stackPollMs,
    alwaysPoll: true,
  });
  const stack = stacks.value?.items.find(
    one => one.targetId === id || one.stackArn === target.id,
  );
  const failed = (message: string) => (
    <p role="alert">{t('loaded.failed', { message })}</p>
  );
  const iso = (time: number) => new Date(time).toISOString();
  return (
    <>
      <Section title={t('tab.history')}>
        {history.problem && failed(history.problem.message)}
        {history.value ? (
          <History
            history={history.value}
            vantageId={vantage?.id}
            onZoom={({ from, to }) => choose({ from: iso(from), to: iso(to) })}
            onBack={() => zoom && choose({ from: undefined, to: undefined })}
          />
        ) : (
          !history.problem && (
            <div aria-busy="true">
              <p>{t('tab.loading')}</p>
              <Skeleton width="100%" height={400} />
            </div>
          )
        )}
      </Section>
      <Section title={t('tab.transitions')}>
        <Transitions key={id} entityRef={entityRef} target={id} now={now} />
      </Section>
      {target.vantages.length > 0 && (
        <Section title={t('tab.vantages')}>
          <VantageStates target={target} now={now} />
        </Section>
      )}
      <LazyProofSection entityRef={entityRef} target={target} now={now} />
      <Section title={t('tab.aws')}>
        {stacks.problem && failed(stacks.problem.message)}
        {!stacks.value && !stacks.problem && <p>{t('tab.aws.loading')}</p>}
        {stacks.value && !stack && <p>{t('tab.aws.notBound')}</p>}
        {stack && <AwsSide stack={stack} now={stacks.value!.readAt} />}
      </Section>
      <Section title={t('tab.certificates')}>
        <Certificates vantage={vantage} now={now} />
      </Section>
      <Section title={t('tab.commands')}>
        <Commands target={target} vantage={vantage} stack={stack} />
      </Section>
    </>
  );
}
