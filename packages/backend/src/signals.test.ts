import { once } from 'node:events';
import {
  idOf,
  type Service,
  startPrivateApis,
} from './__testUtils__/privateApis';

const shop = 'group:default/shop';
const services: Service[] = [
  { name: 'orders', owner: shop, state: 'up', environment: 'dev' },
  { name: 'cart', owner: shop, state: 'up', environment: 'dev' },
  {
    name: 'hidden-one',
    owner: 'group:default/bank',
    state: 'up',
    environment: 'prod',
  },
];

describe('Signals of changed states', () => {
  let backend: Awaited<ReturnType<typeof startPrivateApis>>;
  beforeAll(async () => {
    backend = await startPrivateApis(services, shop);
  });
  afterAll(() => backend?.stop());

  /** The states of these services end, as without a result for three intervals. */
  const end = async (...names: string[]) => {
    await backend
      .knex('states')
      .whereIn('target_id', names.map(idOf))
      .update({ stale_at: Date.now() - 1 });
    await backend.run('stale-states');
  };

  it('reach an open page over its WebSocket, with opaque ids, and the page can load only what the user may see', async () => {
    const socket = backend.connect('signals');
    await once(socket, 'open');
    const messages: string[] = [];
    socket.addEventListener('message', ({ data }) => messages.push(data));
    const received = async (count: number) => {
      while (messages.length < count) await once(socket, 'message');
      return messages.map(message => JSON.parse(message));
    };
    socket.send(
      JSON.stringify({ action: 'subscribe', channel: 'private-api' }),
    );
    // The server reads this request after the subscription.
    await backend.call('signals/health');

    await end('cart');
    expect(await received(1)).toEqual([
      { channel: 'private-api', message: { targets: [idOf('cart')] } },
    ]);
    await end('hidden-one');
    expect((await received(2))[1]).toEqual({
      channel: 'private-api',
      message: { targets: [idOf('hidden-one')] },
    });
    expect(messages.join()).not.toMatch(/hidden|bank|prod|cart/);
    const { body } = await backend.call('private-api/v1/targets');
    expect(
      body.items.map(({ title, state }: any) => `${title} ${state}`),
    ).toEqual(['cart unknown', 'orders up']);
    socket.close();
    await once(socket, 'close');
  });

  it('are not for clients that are not signed in', async () => {
    const socket = backend.connect('signals', 'not-a-token');
    const outcome = new Promise(resolve => {
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve('rejected'));
    });
    expect(await outcome).toBe('rejected');
  });
});
