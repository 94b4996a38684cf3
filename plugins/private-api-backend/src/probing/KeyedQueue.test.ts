import { KeyedQueue } from './KeyedQueue';

describe('KeyedQueue', () => {
  it('runs tasks with the same key in sequence and others in parallel', async () => {
    const queue = new KeyedQueue();
    const events: string[] = [];
    let release = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    const task = (name: string, wait?: Promise<void>) => async () => {
      events.push(`${name} starts`);
      await wait;
      events.push(`${name} ends`);
    };
    const first = queue.run('a', task('first', gate));
    const second = queue.run('a', task('second'));
    await queue.run('b', task('other'));
    expect(events).toEqual(['first starts', 'other starts', 'other ends']);
    release();
    await Promise.all([first, second]);
    expect(events.slice(3)).toEqual([
      'first ends',
      'second starts',
      'second ends',
    ]);
  });

  it('continues after a failed task and rejects only that one', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', async () => {
      throw new Error('broken');
    });
    const next = queue.run('a', async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });
});
