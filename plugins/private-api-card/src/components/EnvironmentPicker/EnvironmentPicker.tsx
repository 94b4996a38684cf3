import { useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert, Button, Radio, RadioGroup, Skeleton } from '@backstage/ui';
import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useLoaded } from '../useLoaded';
import styles from './EnvironmentPicker.module.css';

/** The networks that a service can get there, in words. */
function networks({ network }: EnvironmentView): string {
  const kinds = [
    ...(network.existing ? ['existing VPC'] : []),
    ...(network.new ? ['new VPC'] : []),
  ];
  return kinds.join(' or ') || 'no network configured';
}

/**
 * Scaffolder field that chooses one of the environments that the reader may use; its value is the environment's id.
 * @public
 */
export function EnvironmentPicker(props: FieldExtensionComponentProps<string>) {
  const { formData, onChange, schema, uiSchema, required, rawErrors } = props;
  const api = useApi(privateApiApiRef);
  const [state, retry] = useLoaded(
    useCallback((signal: AbortSignal) => api.environments(signal), [api]),
  );
  const title = uiSchema?.['ui:title'] ?? schema.title ?? 'Environment';
  const description = uiSchema?.['ui:description'] ?? schema.description;

  if (state.kind === 'loading') {
    return (
      <div aria-busy="true" className={styles.picker}>
        <p>Loading environments…</p>
        <Skeleton width="100%" height={56} />
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <Alert
        status="danger"
        icon
        title="Environments can't be read"
        description={state.problem.message}
        customActions={
          <Button variant="secondary" size="small" onPress={retry}>
            Retry
          </Button>
        }
      />
    );
  }
  const environments = state.value;
  if (environments.length === 0) {
    return (
      <Alert
        status="warning"
        icon
        title="No environment that you may use"
        description="Ask your platform team: environments are listed under privateServerless.environments, and need the permission private-api.environment.use."
      />
    );
  }
  const isKnown = environments.some(({ id }) => id === formData);
  return (
    <div className={styles.picker}>
      <RadioGroup
        label={title}
        description={description}
        isRequired={required}
        isInvalid={(rawErrors?.length ?? 0) > 0}
        value={isKnown ? formData : null}
        onChange={onChange}
      >
        {environments.map(environment => (
          <Radio
            key={environment.id}
            value={environment.id}
            className={styles.option}
          >
            <span className={styles.text}>
              <strong>{environment.title}</strong>
              <span>
                {environment.accountId} · {environment.region} ·{' '}
                {networks(environment)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {formData && !isKnown && (
        <p role="alert" className={styles.problem}>
          There is no environment "{formData}" that you may use; choose one of
          those above.
        </p>
      )}
    </div>
  );
}
