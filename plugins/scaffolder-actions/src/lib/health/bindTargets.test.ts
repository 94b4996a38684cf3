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
  const bind = async (
    port = (server.address() as AddressInfo).port,
    signal?: AbortSignal,
  ) => {
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
        signal,
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

  it('only logs that nothing responds, and why', async () => {
    const closed = createServer();
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise(resolve => closed.close(resolve));
    const logger = await bind(port);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /^Lists of private APIs show component:default\/orders after the next pass .*: no response from the health service \(ECONNREFUSED\)\./,
      ),
    );
  });

  it('logs nothing if the task is canceled', async () => {
    const logger = await bind(undefined, AbortSignal.abort());
    expect(requests).toEqual([]);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
