import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import { useTranslate } from '../useTranslate';
import type { Loaded } from './useLoaded';

/**
 * A form field whose choices are loaded: a skeleton until they are there, the problem with *Retry*, or the field.
 * @param props.loading - text while loading
 * @param props.failed - title of the problem
 * @param props.height - of the skeleton, in pixels
 * @param props.children - renders the field with the loaded value
 */
export function LoadedField<T>(props: {
  state: Loaded<T>;
  retry: () => void;
  className: string;
  loading: string;
  failed: string;
  height: number;
  children: (value: T) => ReactNode;
}) {
  const { children, className, failed, height, loading, retry, state } = props;
  const t = useTranslate();
  switch (state.kind) {
    case 'loading':
      return (
        <div aria-busy="true" className={className}>
          <p>{loading}</p>
          <Skeleton width="100%" height={height} />
        </div>
      );
    case 'failed':
      return (
        <Alert
          status="danger"
          icon
          title={failed}
          description={state.problem.message}
          customActions={
            <Button variant="secondary" size="small" onPress={retry}>
              {t('card.retry')}
            </Button>
          }
        />
      );
    default:
      return <>{children(state.value)}</>;
  }
}
