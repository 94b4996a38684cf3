import {
  type TranslationApi,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, TestApiRegistry } from '@backstage/test-utils';
import type { ReadinessView } from '@private-serverless/backstage-plugin-private-api-common';
import { readiness } from '../../../dev/fixtures';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { validateEnvironment } from './field';

const notReady =
  'Environment "dev" is not ready for a deploy. Fix the problems below the list of environments, or choose another environment.';

/** The errors of the field, with a backend that answers with `load`. */
async function problemsOf(
  value: string,
  load: (environment: string) => Promise<ReadinessView>,
  options?: { requireReady?: boolean },
  translation: TranslationApi = mockApis.translation(),
) {
  const apiHolder = TestApiRegistry.from(
    [translationApiRef, translation],
    [privateApiApiRef, { readiness: load }],
  );
  const found: string[] = [];
  await validateEnvironment(
    value,
    { addError: (text: string) => found.push(text) } as never,
    { apiHolder, uiSchema: options && { 'ui:options': options } } as never,
  );
  return found;
}

describe('validateEnvironment', () => {
  it.each([
    ['', readiness.ready, ['Choose an environment']],
    ['dev', readiness.ready, []],
    ['dev', readiness.unread, []],
    ['dev', readiness.unchecked, []],
    ['dev', readiness.notReady, [notReady]],
  ])(
    'reports for %j that is $state the errors %j',
    async (value, view, errors) => {
      expect(await problemsOf(value, async () => view)).toEqual(errors);
    },
  );

  it('names the environment, also before the texts are loaded', async () => {
    const loading = {
      getTranslation: () => ({ ready: false }),
    } as unknown as TranslationApi;
    const load = async () => readiness.notReady;
    expect(await problemsOf('dev', load, {}, loading)).toEqual([notReady]);
  });

  it('asks for the environment that is chosen', async () => {
    const asked: string[] = [];
    await problemsOf('prod', async environment => {
      asked.push(environment);
      return readiness.ready;
    });
    expect(asked).toEqual(['prod']);
  });

  it('waits for a late response, so that an environment that is not ready blocks', async () => {
    let respond: (view: ReadinessView) => void = () => {};
    const late = new Promise<ReadinessView>(resolve => {
      respond = resolve;
    });
    let isDone = false;
    const validation = problemsOf('dev', () => late).finally(() => {
      isDone = true;
    });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(isDone).toBe(false);
    respond(readiness.notReady);
    expect(await validation).toEqual([notReady]);
  });

  it('does not block if the readiness cannot be loaded, because the deploy checks again', async () => {
    const failing = async () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await problemsOf('dev', failing)).toEqual([]);
  });

  it('does not ask in a form that deploys nothing', async () => {
    const asked: string[] = [];
    const load = async (environment: string) => {
      asked.push(environment);
      return readiness.notReady;
    };
    expect(await problemsOf('dev', load, { requireReady: false })).toEqual([]);
    expect(asked).toEqual([]);
    expect(await problemsOf('dev', load, { requireReady: true })).toEqual([
      notReady,
    ]);
  });
});
