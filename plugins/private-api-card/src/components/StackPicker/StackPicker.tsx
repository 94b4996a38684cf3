import { useApi } from '@backstage/core-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import { useCallback, useEffect } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useLoaded } from '../useLoaded';
import { StackList } from './StackList';
import styles from './StackPicker.module.css';

/** The field of the same form that names the environment. */
const ENVIRONMENT_FIELD = 'environment';

/**
 * Scaffolder field that chooses one of the leftover stacks of an environment: those whose component the catalog does not
 * have. The field `environment` of the same form names the environment. The value is the stack's ARN.
 * @public
 */
export function StackPicker(props: FieldExtensionComponentProps<string>) {
  const answers = props.formContext?.formData as
    | Record<string, unknown>
    | undefined;
  const environment = answers?.[ENVIRONMENT_FIELD];
  if (typeof environment !== 'string' || environment === '') {
    return (
      <div className={styles.picker}>
        <p className={styles.note}>
          Choose an environment first. Its leftover stacks appear here.
        </p>
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
    // The choice was of another environment, or the stack is gone.
    if (isUnknown) onChange(undefined);
  }, [isUnknown, onChange]);

  switch (state.kind) {
    case 'loading':
      return (
        <div aria-busy="true" className={styles.picker}>
          <p className={styles.note}>Loading leftover stacks…</p>
          <Skeleton width="100%" height={72} />
        </div>
      );
    case 'failed':
      return (
        <Alert
          status="danger"
          icon
          title="Leftover stacks cannot be listed"
          description={state.problem.message}
          customActions={
            <Button variant="secondary" size="small" onPress={retry}>
              Retry
            </Button>
          }
        />
      );
    default:
      return state.value.length === 0 ? (
        <Alert
          status="info"
          icon
          title="No leftover stack in this environment"
          description="The catalog has the service of every stack here. To destroy one, choose a service of the catalog."
        />
      ) : (
        <StackList {...props} stacks={state.value} />
      );
  }
}
