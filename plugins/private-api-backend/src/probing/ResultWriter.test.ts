import { mockServices } from '@backstage/backend-test-utils';
import { failureAt, noon } from '../__testUtils__/engine';
import type { Finished } from '../store/ResultStore';
import { ResultWriter } from './ResultWriter';

const finished = (targetId: string): Finished => ({
  checkId: 1,
  targetId,
  vantageId: 'a',
  leaseId: 'lease',
  nextDueAt: noon,
  staleAt: noon,
  stateBefore: 'unknown',
  record: {
    state: 'suspect',
    since: new Date(noon).toISOString(),
    consecutiveFailures: 1,
    consecutiveSuccesses: 0,
  },
  result: failureAt(noon),
  outcome: 'unhealthy',
  maintenance: false,
  slow: false,
  explanation: {},
});

/** A writer whose database rejects these targets, and all while it is `gone`. */
function setUp({ rejects = [] as string[], maxKept = 100 } = {}) {
  const batches: string[][] = [];
  const database = { gone: false };
  const logger = mockServices.logger.mock();
  const writer = new ResultWriter({
    logger,
    maxKept,
    // Tests flush.
    delayMs: 1e9,
    retryMs: 1e9,
    store: {
      async save(batch) {
        const ids = batch.map(({ targetId }) => targetId);
        if (database.gone) throw new Error('connection refused');
        if (ids.some(id => rejects.includes(id))) throw new Error('invalid');
        batches.push(ids);
        return new Set(batch.filter(({ leaseId }) => leaseId === 'lease'));
      },
    },
  });
  return { writer, batches, database, logger };
}

describe('ResultWriter', () => {
  it('stores results together and tells which of them were stored', async () => {
    const { writer, batches } = setUp();
    const one = writer.add(finished('one'));
    const late = writer.add({ ...finished('late'), leaseId: 'ended' });
    await writer.flush();
    expect(batches).toEqual([['one', 'late']]);
    expect(await Promise.all([one, late])).toEqual([true, false]);
    expect(writer.size).toBe(0);
  });

  it('stores results that were added during a write', async () => {
    const { writer, batches } = setUp();
    writer.add(finished('one'));
    const flush = writer.flush();
    const two = writer.add(finished('two'));
    await writer.flush();
    await flush;
    expect(await two).toBe(true);
    expect(batches.flat().sort()).toEqual(['one', 'two']);
  });

  it('keeps results while the database does not respond, and logs it once', async () => {
    const { writer, batches, database, logger } = setUp();
    database.gone = true;
    const results = ['one', 'two', 'three'].map(id => writer.add(finished(id)));
    await writer.flush();
    await writer.flush();
    expect(writer.size).toBe(3);
    expect(logger.error).toHaveBeenCalledTimes(1);

    database.gone = false;
    await writer.flush();
    expect(batches).toEqual([['one', 'two', 'three']]);
    expect(await Promise.all(results)).toEqual([true, true, true]);
    expect(logger.info).toHaveBeenCalledWith(
      'The database works again. Results that were lost: 0',
    );
  });

  it('drops the oldest results beyond the limit, and logs how many', async () => {
    const { writer, batches, database, logger } = setUp({ maxKept: 2 });
    database.gone = true;
    const dropped = writer.add(finished('one'));
    writer.add(finished('two'));
    await writer.flush();
    writer.add(finished('three'));
    expect(await dropped).toBe(false);
    database.gone = false;
    await writer.flush();
    expect(batches).toEqual([['two', 'three']]);
    expect(logger.info).toHaveBeenCalledWith(
      'The database works again. Results that were lost: 1',
    );
  });

  it.each([
    ['first', ['bad', 'one', 'two']],
    ['middle', ['one', 'bad', 'two']],
  ])('stores the others if the database rejects the %s', async (_, ids) => {
    const { writer, batches, logger } = setUp({ rejects: ['bad'] });
    ids.forEach(id => writer.add(finished(id)));
    await writer.flush();
    expect(batches.flat()).toEqual(['one', 'two']);
    expect(writer.size).toBe(0);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(/rejected the result of target bad/),
    );
  });

  it('does not reject the last one before another one was stored after it', async () => {
    const { writer, batches } = setUp({ rejects: ['bad'] });
    ['one', 'bad'].forEach(id => writer.add(finished(id)));
    await writer.flush();
    expect(batches).toEqual([['one']]);
    expect(writer.size).toBe(1);
    writer.add(finished('two'));
    await writer.flush();
    expect(batches).toEqual([['one'], ['two']]);
    expect(writer.size).toBe(0);
  });
});
