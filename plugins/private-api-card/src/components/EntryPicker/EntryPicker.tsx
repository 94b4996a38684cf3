import { useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Radio, RadioGroup } from '@backstage/ui';
import {
  entries,
  type Entry,
  type EnvironmentView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useTranslate } from '../../useTranslate';
import { LoadedField } from '../LoadedField';
import { useLoaded } from '../useLoaded';
import { problemsOf, selectedEnvironment } from './field';
import { PathPicture } from './PathPicture';
import styles from './EntryPicker.module.css';

/**
 * Scaffolder field to choose how requests reach the service. The environment is the answer of the field `environment` in the
 * same form: entries that it does not offer cannot be chosen, and the field shows why. The value is the name of an entry.
 * @public
 */
export function EntryPicker(props: FieldExtensionComponentProps<string>) {
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
      loading={t('entryPicker.loading')}
      failed={t('entryPicker.loadFailed')}
      height={120}
    >
      {environments => <Entries {...props} environments={environments} />}
    </LoadedField>
  );
}

function Entries({
  environments,
  ...props
}: FieldExtensionComponentProps<string> & {
  environments: EnvironmentView[];
}) {
  const { formData, onChange, schema, uiSchema, required, rawErrors } = props;
  const t = useTranslate();
  const id = selectedEnvironment(props.formContext?.formData);
  const environment = environments.find(one => one.id === id);
  const problems = (entry: Entry) => problemsOf(environment, entry);
  const chosen = entries.find(entry => entry === formData);
  return (
    <div className={styles.picker}>
      <RadioGroup
        label={uiSchema?.['ui:title'] ?? schema.title ?? t('entryPicker.label')}
        description={uiSchema?.['ui:description'] ?? schema.description}
        isRequired={required}
        isInvalid={(rawErrors?.length ?? 0) > 0}
        // Otherwise the browser rejects the next submit because of the error of the last one.
        validationBehavior="aria"
        value={chosen ?? null}
        onChange={onChange}
      >
        {entries.map(entry => (
          <Radio
            key={entry}
            value={entry}
            isDisabled={problems(entry).length > 0}
            className={styles.option}
          >
            <span className={styles.text}>
              <strong>{t(`entryPicker.${entry}.title`)}</strong>
              <PathPicture entry={entry} />
              <span>{t(`entryPicker.${entry}.use`)}</span>
              <span>{t(`entryPicker.${entry}.cost`)}</span>
              {environment && problems(entry).length > 0 && (
                <span>
                  {t('entryPicker.notOffered', {
                    environment: environment.title,
                    problems: problems(entry).join(' '),
                  })}
                </span>
              )}
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {environment && chosen && problems(chosen).length > 0 && (
        <p role="alert" className={styles.problem}>
          {t('entryPicker.chooseAnother', { environment: environment.title })}
        </p>
      )}
    </div>
  );
}
