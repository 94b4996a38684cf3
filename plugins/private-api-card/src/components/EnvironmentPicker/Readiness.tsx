import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Alert, Button } from '@backstage/ui';
import type {
  EnvironmentView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import styles from './Readiness.module.css';
import { ReadinessChecks } from './ReadinessChecks';
import { supportContact } from './supportContact';
import { type EnvironmentReadiness, useReadiness } from './useReadiness';

/** Whether a service can be deployed to the chosen environment, with what is wrong and whom to ask. */
export function Readiness({ environment }: { environment: EnvironmentView }) {
  const t = useTranslate();
  const readiness = useReadiness(environment.id);
  const { check, checkProblem, isChecking, retry, state } = readiness;
  return (
    <div className={styles.readiness}>
      {/* Present from the start, so that screen readers announce changes. */}
      <div role="status">
        <Headline environment={environment} readiness={readiness} />
      </div>
      {state.kind === 'ready' && <ReadinessChecks view={state.value} />}
      {checkProblem && (
        <p role="alert" className={styles.text}>
          {t('readiness.checkFailed', { message: checkProblem.message })}
        </p>
      )}
      {state.kind !== 'loading' && (
        <div>
          <Button
            variant="secondary"
            size="small"
            onPress={() => {
              if (state.kind === 'failed') retry();
              // The button keeps the focus while a check runs, so it is not disabled.
              else if (!isChecking) check();
            }}
          >
            {t(buttonText(readiness))}
          </Button>
        </div>
      )}
    </div>
  );
}

function buttonText({ isChecking, state }: EnvironmentReadiness) {
  if (state.kind === 'failed') return 'card.retry';
  return isChecking ? 'readiness.checking' : 'readiness.checkAgain';
}

function Headline(props: {
  environment: EnvironmentView;
  readiness: EnvironmentReadiness;
}) {
  const { title } = props.environment;
  const { state } = props.readiness;
  const t = useTranslate();
  if (state.kind === 'loading') {
    return <p className={styles.text}>{t('readiness.loading', { title })}</p>;
  }
  if (state.kind === 'failed') {
    return (
      <Alert
        status="warning"
        icon
        title={t('readiness.loadFailed.title', { title })}
        description={t('readiness.loadFailed.description', {
          message: state.problem.message,
        })}
      />
    );
  }
  const view = state.value;
  switch (view.state) {
    case 'ready':
      return (
        <p className={styles.text}>
          <Mark look={{ glyph: '✓', tone: 'success' }} />{' '}
          {t('readiness.ready', { title })}
          <CheckedAt view={view} />
        </p>
      );
    case 'not-ready':
      return (
        <Alert
          status="danger"
          icon
          title={t('readiness.notReady.title', { title })}
          description={<WhomToAsk view={view} />}
        />
      );
    default:
      return (
        <Alert
          status="warning"
          icon
          title={t('readiness.unknown.title', { title })}
          description={
            <>
              {view.reason} {t('readiness.unknown.advice')}
              <CheckedAt view={view} />
            </>
          }
        />
      );
  }
}

function CheckedAt({ view }: { view: ReadinessView }) {
  const t = useTranslate();
  if (!view.at) return null;
  return (
    <>
      {' · '}
      {t('readiness.checkedAt', {
        time: <Moment at={view.at} now={view.generatedAt} age />,
      })}
    </>
  );
}

function WhomToAsk({ view }: { view: ReadinessView }) {
  const t = useTranslate();
  const contact = supportContact(useApi(configApiRef));
  return (
    <>
      {contact
        ? t('readiness.notReady.askContact', {
            contact: (
              <a
                href={contact.url}
                target="_blank"
                rel="noopener noreferrer"
                className={styles.link}
              >
                {contact.title}
              </a>
            ),
          })
        : t('readiness.notReady.askPlatformTeam')}
      <CheckedAt view={view} />
    </>
  );
}
