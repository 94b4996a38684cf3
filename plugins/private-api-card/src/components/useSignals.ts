import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useEffect, useRef } from 'react';

/** A message on the channel of the plugin: which targets changed. */
export type ChangeMessage = { targets?: string[]; all?: boolean };

/** Channel on which the backend reports changes. */
export const CHANGES_CHANNEL = 'private-api';

/**
 * Calls a function for every change that the backend reports. Without the signals plugin it does nothing. It is not
 * `useSignal`, because that renders the component for every message, whether or not the message concerns it.
 */
export function useSignals(onChange: (message: ChangeMessage) => void) {
  const signals = useApiHolder().get(signalApiRef);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const subscription = signals?.subscribe<ChangeMessage>(
      CHANGES_CHANNEL,
      message => latest.current(message),
    );
    return () => subscription?.unsubscribe();
  }, [signals]);
}
