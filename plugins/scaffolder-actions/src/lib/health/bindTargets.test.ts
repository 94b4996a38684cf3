import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { bindTargets } from './bindTargets';

describe('bindTargets', () => {
  let server: Server;
  let status = 200;
  let requests: Array<[string | undefined, string | undefined]> = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push([request.url, request.headers.authorization]);
      response.writeHead(status).end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));
  beforeEach(() => {
    status = 200;
    requests = [];
  });

  const auth = mockServices.auth({ pluginId: 'scaffolder' });
  const bind = async (port = (server.address() as AddressInfo).port) => {
    const logger = mockServices.logger.mock();
    await bindTargets(
      {
        auth,
        discovery: mockServices.discovery.mock({
          getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
        }),
      },
      {
        entityRef: 'component:default/orders',
        credentials: mockCredentials.user('user:default/anna'),
        logger,
      },
    );
    return logger;
  };

  it('reads the health of the entity on behalf of the user', async () => {
    const logger = await bind();
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: mockCredentials.user('user:default/anna'),
      targetPluginId: 'private-api',
    });
    expect(requests).toEqual([
      [
        '/api/private-api/v1/entities/component/default/orders/health',
        `Bearer ${token}`,
      ],
    ]);
    expect(logger.info).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each([
    [404, 'info', /is not installed, or you do not have permission/],
    [403, 'warn', /responded with status 403/],
    [503, 'warn', /responded with status 503/],
  ] as const)('only logs status %s', async (code, level, message) => {
    status = code;
    const logger = await bind();
    expect(logger[level]).toHaveBeenCalledWith(expect.stringMatching(message));
  });

  it('only logs that nothing responds', async () => {
    const logger = await bind(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /^Lists of private APIs show component:default\/orders after the next pass .*: no response/,
      ),
    );
  });
});
