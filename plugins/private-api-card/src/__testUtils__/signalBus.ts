import { act } from '@testing-library/react';

/** Signals that a test sends, and the number of listeners. */
export function signalBus() {
  const listeners = new Set<(message: object) => void>();
  const api = {
    subscribe(_: string, listener: (message: object) => void) {
      listeners.add(listener);
      return { unsubscribe: () => listeners.delete(listener) };
    },
  };
  const send = (message: object) =>
    act(() => listeners.forEach(listener => listener(message)));
  return { api, listeners, send };
}
