import { useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert, Radio, RadioGroup } from '@backstage/ui';
import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import { LoadedField } from '../LoadedField';
import { useLoaded } from '../useLoaded';
import { type EnvironmentPickerOptions, mustBeReady } from './field';
import { Readiness } from './Readiness';
import styles from './EnvironmentPicker.module.css';

/** The kinds of network that an environment offers. */
function networks(t: Translate, { network }: EnvironmentView): string {
  if (network.existing && network.new) {
    return t('environmentPicker.network.both');
  }
  if (network.existing) {
    return t('environmentPicker.network.existing');
  }
  if (network.new) {
    return network.newIsConnected === false
      ? t('environmentPicker.network.unconnected')
      : t('environmentPicker.network.new');
  }
  return t('environmentPicker.network.none');
}

/**
 * Scaffolder field to choose one of the environments that the user can use. Its value is the id of the environment. Shows
 * whether the environment is ready, unless the option `requireReady` is false.
 * @public
 */
export function EnvironmentPicker(
  props: FieldExtensionComponentProps<string, EnvironmentPickerOptions>,
) {
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const [state, retry] = useLoaded(
    useCallback((signal: AbortSignal) => api.environments(signal), [api]),
  );
  return (
    <LoadedField
      state={state}
      retry={retry}
      className={styles.picker}
      loading={t('environmentPicker.loading')}
      failed={t('environmentPicker.loadFailed')}
      height={56}
    >
      {environments => <Environments {...props} environments={environments} />}
    </LoadedField>
  );
}

function Environments({
  environments,
  ...props
}: FieldExtensionComponentProps<string, EnvironmentPickerOptions> & {
  environments: EnvironmentView[];
}) {
  const { formData, onChange, schema, uiSchema, required, rawErrors } = props;
  const t = useTranslate();
  const title =
    uiSchema?.['ui:title'] ?? schema.title ?? t('environmentPicker.label');
  const description = uiSchema?.['ui:description'] ?? schema.description;

  if (environments.length === 0) {
    return (
      <Alert
        status="warning"
        icon
        title={t('environmentPicker.empty.title')}
        description={t('environmentPicker.empty.description')}
      />
    );
  }
  const chosen = environments.find(({ id }) => id === formData);
  return (
    <div className={styles.picker}>
      <RadioGroup
        label={title}
        description={description}
        isRequired={required}
        isInvalid={(rawErrors?.length ?? 0) > 0}
        // Otherwise the browser rejects the next submit because of the error of the last one.
        validationBehavior="aria"
        value={chosen ? formData : null}
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
                {networks(t, environment)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {formData && !chosen && (
        <p role="alert" className={styles.problem}>
          {t('environmentPicker.notAvailable', { id: formData })}
        </p>
      )}
      {chosen && mustBeReady(uiSchema) && (
        <Readiness key={chosen.id} environment={chosen} />
      )}
    </div>
  );
}
