import { mockServices } from '@backstage/backend-test-utils';
import { SignalChanges } from './SignalChanges';

describe('SignalChanges', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function setUp() {
    const state = { messages: [] as unknown[], isBroken: false };
    const logger = mockServices.logger.mock();
    const changes = new SignalChanges({
      logger,
      signals: {
        async publish({ recipients, channel, message }) {
          expect(recipients).toEqual({ type: 'broadcast' });
          expect(channel).toBe('private-api');
          if (state.isBroken) throw new Error('No events');
          state.messages.push(message);
        },
      },
    });
    return { state, logger, changes };
  }

  it('publishes the first change at once, and later ones together, once per second', async () => {
    const { state, changes } = setUp();
    changes.changed([]);
    expect(state.messages).toEqual([]);
    changes.changed(['a', 'b']);
    expect(state.messages).toEqual([{ targets: ['a', 'b'] }]);
    changes.changed(['c', 'd']);
    changes.changed(['d', 'e']);
    await jest.advanceTimersByTimeAsync(999);
    expect(state.messages).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(state.messages).toEqual([
      { targets: ['a', 'b'] },
      { targets: ['c', 'd', 'e'] },
    ]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(state.messages).toHaveLength(2);
  });

  it('does not list more than a hundred targets', async () => {
    const { state, changes } = setUp();
    const ids = Array.from({ length: 101 }, (_, index) => `${index}`);
    changes.changed(ids.slice(1));
    changes.changed(ids);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(state.messages).toEqual([{ targets: ids.slice(1) }, { all: true }]);
  });

  it('logs a failure once, and goes on', async () => {
    const { state, changes, logger } = setUp();
    state.isBroken = true;
    for (let index = 0; index < 3; index += 1) {
      changes.changed(['a']);
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(logger.warn).toHaveBeenCalledTimes(1);
    state.isBroken = false;
    changes.changed(['b']);
    expect(state.messages).toEqual([{ targets: ['b'] }]);
  });

  it('publishes nothing after it was closed', async () => {
    const { state, changes } = setUp();
    changes.changed(['a']);
    changes.changed(['b']);
    changes.close();
    await jest.advanceTimersByTimeAsync(5_000);
    changes.changed(['c']);
    expect(state.messages).toEqual([{ targets: ['a'] }]);
  });
});
