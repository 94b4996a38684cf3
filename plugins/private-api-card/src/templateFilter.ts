import { useCallback } from 'react';
import type { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import {
  createExtension,
  createExtensionDataRef,
} from '@backstage/frontend-plugin-api';
import { privateApiApiRef } from './api/PrivateApiApi';
import { useLoaded } from './components/useLoaded';

type UseTemplateFilter = () => (template: Entity) => boolean;

/**
 * Output of `ScaffolderTemplateFilterBlueprint` in Backstage 1.57. Declared by its ID, because Backstage 1.55 does not
 * have the blueprint: https://github.com/backstage/backstage/tree/master/plugins/scaffolder-react
 */
export const templateFilterHookRef =
  createExtensionDataRef<UseTemplateFilter>().with({
    id: 'scaffolder.template-filter-hook',
  });

/**
 * Hides our templates from users who cannot use any environment. This is a convenience, because the backend authorizes
 * each deploy. Therefore, the templates are visible while the environments load and after a failure to load them.
 */
export function useTemplateFilter(): (template: Entity) => boolean {
  const api = useApi(privateApiApiRef);
  const [state] = useLoaded(
    useCallback((signal: AbortSignal) => api.environments(signal), [api]),
  );
  const hasNoEnvironment = state.kind === 'ready' && state.value.length === 0;
  return useCallback(
    template => !hasNoEnvironment || !usesOurActions(template),
    [hasNoEnvironment],
  );
}

function usesOurActions({ spec }: Entity): boolean {
  const { steps } = (spec ?? {}) as { steps?: Array<{ action?: unknown }> };
  return (
    Array.isArray(steps) &&
    steps.some(step => String(step?.action).startsWith('privateServerless:'))
  );
}

/**
 * `scaffolder-template-filter:private-api`, for Backstage 1.57 and later. Disabled by default, because the templates
 * page accepts one filter only, and the app may have its own.
 */
export const templateFilter = createExtension({
  kind: 'scaffolder-template-filter',
  attachTo: { id: 'sub-page:scaffolder/templates', input: 'templateFilter' },
  disabled: true,
  output: [templateFilterHookRef],
  factory: () => [templateFilterHookRef(useTemplateFilter)],
});
