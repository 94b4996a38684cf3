import { useApi } from '@backstage/core-plugin-api';
import type { ReadinessView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Problem, toProblem } from '../../api/problem';
import { type Loaded, useLoaded } from '../useLoaded';

/** The readiness of an environment, and functions that load it or check the environment again. */
export type EnvironmentReadiness = {
  state: Loaded<ReadinessView>;
  retry(): void;
  check(): void;
  isChecking: boolean;
  /** Why the latest check on request failed. */
  checkProblem?: Problem;
};

/**
 * Loads the latest check of an environment.
 * @param environment - ID of the environment. Must not change while the component is mounted
 */
export function useReadiness(environment: string): EnvironmentReadiness {
  const api = useApi(privateApiApiRef);
  const [loaded, retry] = useLoaded(
    useCallback(
      (signal: AbortSignal) => api.readiness(environment, signal),
      [api, environment],
    ),
  );
  const [request, setRequest] = useState<{
    isChecking: boolean;
    value?: ReadinessView;
    problem?: Problem;
  }>({ isChecking: false });
  const check = useCallback(() => {
    setRequest(({ value }) => ({ isChecking: true, value }));
    api.checkReadiness(environment).then(
      value => setRequest({ isChecking: false, value }),
      error =>
        setRequest(({ value }) => ({
          isChecking: false,
          value,
          problem: toProblem(error),
        })),
    );
  }, [api, environment]);
  return {
    state: request.value ? { kind: 'ready', value: request.value } : loaded,
    retry,
    check,
    isChecking: request.isChecking,
    checkProblem: request.problem,
  };
}
