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
  const asked = jest.fn(environments);
  const { result } = renderHook(() => useFilter(), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <TestApiProvider apis={[[privateApiApiRef, { environments: asked }]]}>
        {children}
      </TestApiProvider>
    ),
  });
  return { result, asked };
}

describe('templateFilter', () => {
  it('hides our templates from a user who may use no environment', async () => {
    const { result } = filterFor(async () => []);
    await waitFor(() => expect(result.current(ours)).toBe(false));
    expect(result.current(other)).toBe(true);
  });

  it.each<[string, PrivateApiApi['environments']]>([
    ['who may use one', async () => [dev]],
    ['while the environments load', () => new Promise(() => {})],
    [
      'if the environments cannot be read',
      async () => {
        throw new Error('503');
      },
    ],
  ])('shows them to a user %s', async (_, environments) => {
    const { result, asked } = filterFor(environments);
    await waitFor(() => expect(asked).toHaveBeenCalled());
    await new Promise(resolve => setTimeout(resolve));
    expect(result.current(ours)).toBe(true);
  });

  it('survives templates without steps', async () => {
    const { result } = filterFor(async () => []);
    await waitFor(() => expect(result.current(ours)).toBe(false));
    for (const spec of [undefined, {}, { steps: 'none' }, { steps: [null] }]) {
      const odd = { ...ours, spec } as Entity;
      expect(result.current(odd)).toBe(true);
    }
  });
});
