import { useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert } from '@backstage/ui';
import { useCallback, useEffect } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useTranslate } from '../../useTranslate';
import { LoadedField } from '../LoadedField';
import { useLoaded } from '../useLoaded';
import { StackList } from './StackList';
import styles from './StackPicker.module.css';

/** Field of the same form that contains the id of the environment. */
const environmentField = 'environment';

/**
 * Scaffolder field to choose a leftover stack of an environment: a stack whose component is not in the catalog. The
 * environment is the answer of the field `environment` in the same form. The value is the ARN of the stack.
 * @public
 */
export function StackPicker(props: FieldExtensionComponentProps<string>) {
  const t = useTranslate();
  const answers = props.formContext?.formData as
    | Record<string, unknown>
    | undefined;
  const environment = answers?.[environmentField];
  if (typeof environment !== 'string' || environment === '') {
    return (
      <div className={styles.picker}>
        <p className={styles.note}>{t('stackPicker.chooseEnvironment')}</p>
      </div>
    );
  }
  return <StacksOf {...props} environment={environment} />;
}

function StacksOf({
  environment,
  ...props
}: FieldExtensionComponentProps<string> & { environment: string }) {
  const { formData, onChange } = props;
  const t = useTranslate();
  const api = useApi(privateApiApiRef);
  const [state, retry] = useLoaded(
    useCallback(
      (signal: AbortSignal) => api.leftoverStacks(environment, signal),
      [api, environment],
    ),
  );
  const isUnknown =
    state.kind === 'ready' &&
    Boolean(formData) &&
    !state.value.some(({ stackArn }) => stackArn === formData);
  useEffect(() => {
    // The chosen stack is in another environment, or it no longer exists.
    if (isUnknown) onChange(undefined);
  }, [isUnknown, onChange]);

  return (
    <LoadedField
      state={state}
      retry={retry}
      className={styles.picker}
      loading={t('stackPicker.loading')}
      failed={t('stackPicker.loadFailed')}
      height={72}
    >
      {stacks =>
        stacks.length === 0 ? (
          <Alert
            status="info"
            icon
            title={t('stackPicker.empty.title')}
            description={t('stackPicker.empty.description')}
          />
        ) : (
          <StackList {...props} stacks={stacks} />
        )
      }
    </LoadedField>
  );
}
