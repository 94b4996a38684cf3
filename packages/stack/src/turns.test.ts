import { inTurn } from './turns';

describe('inTurn', () => {
  it('lets others have their turn between two computations, and keeps the order', async () => {
    const order: string[] = [];
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        await new Promise(resolve => setImmediate(resolve));
        order.push('other');
      }
    })();
    await Promise.all(
      ['a', 'b', 'c'].map(name => inTurn(() => order.push(name))),
    );
    isOver = true;
    await others;
    expect(order.filter(name => name !== 'other')).toEqual(['a', 'b', 'c']);
    const text = order.join(' ');
    expect(text).toMatch(/a (other )+b (other )+c/);
  });

  it('gives the result and the error to whoever asked, and goes on after an error', async () => {
    const results = await Promise.allSettled([
      inTurn(() => 1),
      inTurn(() => {
        throw new Error('no template');
      }),
      inTurn(() => 3),
    ]);
    expect(results).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: new Error('no template') },
      { status: 'fulfilled', value: 3 },
    ]);
  });
});
