import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import { useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { toProblem } from '../../api/problem';
import { useTranslate } from '../../useTranslate';
import { type DashboardState, queryOfState } from './urlState';

/** Saves a file of the browser. */
function save(content: Blob, name: string) {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Downloads all targets that match the filters, not only the page, as CSV. */
export function Export({ state }: { state: DashboardState }) {
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const download = async () => {
    setPending(true);
    setFailure(undefined);
    try {
      const { limit, cursor, ...query } = queryOfState(state);
      save(await api.exportTargets(query), t('dashboard.exportFile'));
    } catch (error) {
      setFailure(toProblem(error).message);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Button
        variant="secondary"
        size="small"
        isPending={isPending}
        onPress={download}
      >
        {t('dashboard.export')}
      </Button>
      <span role="alert">
        {failure && t('dashboard.exportFailed', { message: failure })}
      </span>
    </>
  );
}
