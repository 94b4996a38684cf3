import { Turns } from './Turns';

describe('Turns', () => {
  it('runs tasks with one key one after another, and others beside them', async () => {
    const turns = new Turns();
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
    const first = turns.take('a', task('first', gate));
    const second = turns.take('a', task('second'));
    await turns.take('b', task('other'));
    expect(events).toEqual(['first starts', 'other starts', 'other ends']);
    release();
    await Promise.all([first, second]);
    expect(events.slice(3)).toEqual([
      'first ends',
      'second starts',
      'second ends',
    ]);
  });

  it('goes on after a task that fails, and tells whose it was', async () => {
    const turns = new Turns();
    const failing = turns.take('a', async () => {
      throw new Error('broken');
    });
    const next = turns.take('a', async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });
});
