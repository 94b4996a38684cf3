import type { ApiHolder } from '@backstage/core-plugin-api';
import { environments } from '../../../dev/fixtures';
import { validateEntry } from './field';

async function errorsOf(
  value: string | undefined,
  environment?: string,
  list: () => Promise<unknown> = async () => environments,
): Promise<string[]> {
  const errors: string[] = [];
  const apiHolder = {
    get: (ref: { id: string }) =>
      ref.id === 'plugin.private-api.client'
        ? { environments: list }
        : undefined,
  } as unknown as ApiHolder;
  await validateEntry(
    value as string,
    { addError: (message: string) => errors.push(message) } as never,
    { apiHolder, formData: { environment } } as never,
  );
  return errors;
}

it('accepts an entry that the environment offers', async () => {
  expect(await errorsOf('alb', 'dev')).toEqual([]);
  expect(await errorsOf('custom-domain', 'prod')).toEqual([]);
});

it('rejects an entry that the environment does not offer, with the reason', async () => {
  expect(await errorsOf('alb', 'prod')).toEqual([
    expect.stringMatching(
      /^The environment does not offer this entry\. Choose another one\. logBucket: missing/,
    ),
  ]);
});

it.each([undefined, '', 'nlb'])('rejects %p', async value => {
  expect(await errorsOf(value, 'dev')).toEqual(['Choose an entry']);
});

it('lets the user continue if the environments cannot be loaded', async () => {
  const failing = async () => {
    throw new TypeError('Failed to fetch');
  };
  expect(await errorsOf('alb', 'prod', failing)).toEqual([]);
});
