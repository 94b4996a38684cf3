import {
  idOf,
  type Service,
  startPrivateApis,
} from './__testUtils__/privateApis';

const shop = 'group:default/shop';
const bank = 'group:default/bank';

/** Everything of the hidden services is different, so that nothing of them can be found in a response. */
const services: Service[] = [
  { name: 'orders', owner: shop, state: 'up', environment: 'dev' },
  { name: 'cart', owner: shop, state: 'down', environment: 'dev' },
  ...['hidden-one', 'hidden-two', 'hidden-three'].map(name => ({
    name,
    owner: bank,
    state: 'exposed',
    system: 'system:default/hidden',
    environment: 'prod',
    version: '0.0.1-hidden',
  })),
  {
    name: 'hidden-four',
    owner: bank,
    state: 'up',
    environment: 'prod',
    version: '99.0.0',
  },
];

const base = 'private-api/v1';

describe('A policy that shows users only their own entities', () => {
  let backend: Awaited<ReturnType<typeof startPrivateApis>>;
  afterAll(() => backend?.stop());

  describe('for a user who owns some services', () => {
    beforeAll(async () => {
      backend = await startPrivateApis(services, shop);
    });

    it('hides the others from lists, whatever the filter and the order', async () => {
      const queries = [
        '',
        'limit=1',
        'search=hidden',
        `owner=${bank}`,
        'state=exposed',
        'environment=prod',
        'behind=true',
        'system=system:default/hidden',
        'version=0.0.1-hidden',
        'certificateWithinDays=100',
        ...['state', 'name', 'owner', 'environment', 'version'].map(
          key => `sort=${key}&order=desc`,
        ),
      ];
      for (const query of queries) {
        const { status, body, text } = await backend.call(
          `${base}/targets?${query}`,
        );
        expect([query, status]).toEqual([query, 200]);
        expect(text).not.toContain('hidden');
        expect(body.totalItems).toBeLessThanOrEqual(2);
      }
      const { body } = await backend.call(`${base}/targets`);
      expect(body.items.map(({ title }: any) => title)).toEqual([
        'cart',
        'orders',
      ]);
    });

    it('hides them from counts and groups', async () => {
      const { body, text } = await backend.call(
        `${base}/targets/counts?by=owner&by=system&by=environment&by=version`,
      );
      expect(text).not.toContain('hidden');
      expect(text).not.toContain('bank');
      expect(text).not.toContain('prod');
      expect(text).not.toContain('99.0.0');
      expect(body).toMatchObject({
        total: 2,
        behind: 0,
        any: true,
        states: { exposed: 0, down: 1, up: 1 },
      });
      const filtered = await backend.call(
        `${base}/targets/counts?by=owner&owner=${bank}&search=hidden`,
      );
      expect(filtered.body).toMatchObject({ total: 0, groups: { owner: [] } });
    });

    it('hides them from the export', async () => {
      const { status, text } = await backend.call(`${base}/targets/export`);
      expect(status).toBe(200);
      expect(text.trim().split('\r\n')).toHaveLength(3);
      expect(text).not.toContain('hidden');
    });

    it('hides them from the numbers of the vantages', async () => {
      const { body } = await backend.call(`${base}/vantages`);
      expect(body.items).toMatchObject([
        { id: 'corp', targets: 2, unknownTargets: 1 },
      ]);
    });

    it('responds as if they did not exist', async () => {
      const respond = async (name: string, route: string) => {
        const { status, text } = await backend.call(
          `${base}/entities/component/default/${name}/${route}`,
        );
        return [status, text.replaceAll(name, 'NAME')];
      };
      for (const route of ['health', 'history', 'transitions', 'stacks']) {
        const hidden = await respond('hidden-one', route);
        expect(hidden[0]).toBe(404);
        expect(hidden).toEqual(await respond('does-not-exist', route));
      }
      const own = await backend.call(
        `${base}/entities/component/default/orders/transitions?target=${idOf(
          'hidden-one',
        )}`,
      );
      expect(own.status).toBe(400);
    });

    it('hides them from AI tools', async () => {
      const invoke = (action: string, input: object) =>
        backend.call(
          `private-api/.backstage/actions/v1/actions/${encodeURIComponent(
            `private-api:${action}`,
          )}/invoke`,
          input,
        );
      const { body, text } = await invoke('list', {});
      expect(body.output.totalItems).toBe(2);
      expect(text).not.toContain('hidden');
      expect(
        await invoke('explain', { entityRef: 'component:default/hidden-one' }),
      ).toMatchObject({ status: 404 });
    });
  });

  it('shows the platform team everything', async () => {
    await backend.stop();
    backend = await startPrivateApis(services, 'group:default/platform');
    const { body } = await backend.call(`${base}/targets/counts`);
    expect(body).toMatchObject({ total: 6, states: { exposed: 3 } });
    const { body: vantages } = await backend.call(`${base}/vantages`);
    expect(vantages.items).toMatchObject([{ targets: 6 }]);
  });
});
