import { startPrivateApis } from './__testUtils__/privateApis';

describe('Notifications of owners', () => {
  let backend: Awaited<ReturnType<typeof startPrivateApis>>;
  afterEach(() => backend?.stop());

  const read = async () => {
    const { body } = await backend.call('notifications');
    return body.notifications.map(({ payload }: any) => [
      payload.severity,
      payload.title,
      payload.link,
    ]);
  };

  it('reach the members of the owner, and a recovery replaces the alarm', async () => {
    const shop = 'group:default/shop';
    backend = await startPrivateApis(
      [
        // An owner that is not in the catalog, and one without members. They are the first ones.
        { name: 'a-lost', owner: 'group:default/nobody', state: 'down' },
        { name: 'b-empty', owner: 'group:default/bank', state: 'down' },
        { name: 'orders', owner: shop, state: 'down', environment: 'dev' },
      ],
      shop,
    );
    const link = '/catalog/default/component/orders/private-api';
    for (let round = 0; round < 2; round += 1) {
      await backend.run('notices');
      expect(await read()).toEqual([['high', 'orders in dev is down', link]]);
    }
    await backend.knex('states').update({ state: 'up' });
    await backend.run('notices');
    expect(await read()).toEqual([
      ['normal', 'orders in dev works again', link],
    ]);
    expect(await backend.knex('notices').whereNotNull('state')).toEqual([]);
  });
});
