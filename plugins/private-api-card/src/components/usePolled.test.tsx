import { TestApiProvider } from '@backstage/test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { signalBus } from '../__testUtils__/signalBus';
import { SLOW_POLL_MS, usePolled } from './usePolled';

const pollMs = 10_000;

function setUp<T>(
  first: (signal: AbortSignal) => Promise<T>,
  options: Partial<Parameters<typeof usePolled>[1]> = {},
) {
  const bus = signalBus();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <TestApiProvider apis={[[signalApiRef, bus.api as never]]}>
      {children}
    </TestApiProvider>
  );
  const hook = renderHook(
    ({ load }) => usePolled(load, { pollMs, ...options }),
    { wrapper, initialProps: { load: first } },
  );
  return { ...hook, ...bus };
}

const pass = (ms: number) =>
  act(async () => {
    await jest.advanceTimersByTimeAsync(ms);
  });

describe('usePolled', () => {
  beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
  afterEach(() => jest.useRealTimers());

  it('ignores a response that arrives after a later one', async () => {
    const answers: Array<(value: string) => void> = [];
    const { result } = setUp(
      () => new Promise<string>(resolve => answers.push(resolve)),
    );
    await pass(pollMs);
    expect(answers).toHaveLength(2);
    await act(async () => answers[1]('second'));
    await act(async () => answers[0]('first'));
    expect(result.current.value).toBe('second');
  });

  it('shows the responses of a backend that is slower than the interval', async () => {
    const answers: Array<(value: string) => void> = [];
    const { result } = setUp(
      () => new Promise<string>(resolve => answers.push(resolve)),
    );
    await pass(pollMs);
    await act(async () => answers[0]('first'));
    expect(result.current.value).toBe('first');
    await act(async () => answers[1]('second'));
    expect(result.current.value).toBe('second');
  });

  it('keeps the value while another one loads, and says that it is stale', async () => {
    const { result, rerender } = setUp(async () => 'one');
    await waitFor(() => expect(result.current.value).toBe('one'));
    let answer: (value: string) => void = () => {};
    const load = () =>
      new Promise<string>(resolve => {
        answer = resolve;
      });
    rerender({ load });
    expect(result.current).toMatchObject({ value: 'one', isStale: true });
    await act(async () => answer('two'));
    expect(result.current).toMatchObject({ value: 'two', isStale: false });
  });

  it('keeps the value if a request fails, and drops the problem with the next response', async () => {
    let isBroken = false;
    const { result } = setUp(async () => {
      if (isBroken) throw new Error('gone');
      return 'one';
    });
    await waitFor(() => expect(result.current.value).toBe('one'));
    isBroken = true;
    await act(() => result.current.reload());
    expect(result.current).toMatchObject({
      value: 'one',
      problem: { message: 'gone' },
    });
    isBroken = false;
    await act(() => result.current.reload());
    expect(result.current.problem).toBeUndefined();
  });

  it('sends nothing while the page is hidden', async () => {
    let requests = 0;
    setUp(async () => {
      requests += 1;
    });
    const visibility = jest
      .spyOn(document, 'visibilityState', 'get')
      .mockReturnValue('hidden');
    await pass(5 * pollMs);
    expect(requests).toBe(1);
    visibility.mockRestore();
    await pass(pollMs);
    expect(requests).toBe(2);
  });

  it('polls less often while signals arrive, unless it must always poll', async () => {
    const count = async (alwaysPoll: boolean) => {
      let requests = 0;
      const { send, unmount } = setUp(
        async () => {
          requests += 1;
        },
        { alwaysPoll },
      );
      send({ targets: ['another'] });
      await pass(SLOW_POLL_MS);
      unmount();
      return requests;
    };
    await expect(count(true)).resolves.toBe(7);
    await expect(count(false)).resolves.toBe(2);
  });

  it('sends one request for many signals in a row', async () => {
    let requests = 0;
    const { send } = setUp(
      async () => {
        requests += 1;
      },
      { pollMs: 0, concerns: ({ all }) => Boolean(all) },
    );
    send({ all: true });
    send({ all: true });
    send({ targets: ['another'] });
    await pass(1_000);
    expect(requests).toBe(2);
  });

  it('stops when the component goes', async () => {
    let aborted = false;
    let requests = 0;
    const { listeners, send, unmount } = setUp(
      signal => {
        requests += 1;
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise<void>(() => {});
      },
      { concerns: () => true },
    );
    expect(listeners.size).toBe(1);
    send({ all: true });
    unmount();
    expect(aborted).toBe(true);
    expect(listeners.size).toBe(0);
    await pass(5 * pollMs);
    expect(requests).toBe(1);
  });
});
