import type { Entity } from '@backstage/catalog-model';
import { createExtensionTester } from '@backstage/frontend-test-utils';
import { TestApiProvider } from '@backstage/test-utils';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { type PrivateApiApi, privateApiApiRef } from './api/PrivateApiApi';
import { templateFilter, templateFilterHookRef } from './templateFilter';

const template = (action: string): Entity => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'any' },
  spec: { steps: [{ action: 'debug:log' }, { action }] },
});
const ours = template('privateServerless:stack:deploy');
const other = template('fetch:template');
const dev = {
  id: 'dev',
  title: 'Development',
  accountId: '111111111111',
  region: 'eu-central-1',
  network: { existing: false, new: true },
  domain: false,
};

function filterFor(environments: PrivateApiApi['environments']) {
  const useFilter = createExtensionTester(templateFilter).get(
    templateFilterHookRef,
  );
  const requested = jest.fn(environments);
  const { result } = renderHook(() => useFilter(), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <TestApiProvider apis={[[privateApiApiRef, { environments: requested }]]}>
        {children}
      </TestApiProvider>
    ),
  });
  return { result, requested };
}

describe('templateFilter', () => {
  it('hides our templates from a user who cannot use any environment', async () => {
    const { result } = filterFor(async () => []);
    await waitFor(() => expect(result.current(ours)).toBe(false));
    expect(result.current(other)).toBe(true);
  });

  it.each<[string, PrivateApiApi['environments']]>([
    ['who can use one', async () => [dev]],
    ['while the environments load', () => new Promise(() => {})],
    [
      'if the environments fail to load',
      async () => {
        throw new Error('503');
      },
    ],
  ])('shows them to a user %s', async (_, environments) => {
    const { result, requested } = filterFor(environments);
    await waitFor(() => expect(requested).toHaveBeenCalled());
    await new Promise(resolve => setTimeout(resolve));
    expect(result.current(ours)).toBe(true);
  });

  it('shows templates without steps', async () => {
    const { result } = filterFor(async () => []);
    await waitFor(() => expect(result.current(ours)).toBe(false));
    for (const spec of [undefined, {}, { steps: 'none' }, { steps: [null] }]) {
      const odd = { ...ours, spec } as Entity;
      expect(result.current(odd)).toBe(true);
    }
  });
});
