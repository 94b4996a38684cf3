import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsClients } from './AwsClients';
import { readEnvironments } from './readEnvironments';

type Seen = Pick<IncomingMessage, 'url' | 'headers'>;

let server: Server;
let seen: Seen[];

beforeEach(async () => {
  seen = [];
  server = createServer(({ url, headers }, res) => {
    seen.push({ url, headers });
    res.setHeader('content-type', 'text/xml');
    res.end('<ListStacksResponse><ListStacksResult/></ListStacksResponse>');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

function setUp(aws: JsonObject) {
  const { port } = server.address() as AddressInfo;
  const config = new ConfigReader({
    aws,
    privateServerless: {
      environments: [
        {
          id: 'local',
          accountId: '111111111111',
          region: 'eu-central-1',
          awsEndpointUrl: `http://127.0.0.1:${port}`,
        },
      ],
    },
  });
  const [environment] = readEnvironments(config);
  return { clients: AwsClients.fromConfig(config), environment };
}

const listed = {
  accounts: [
    {
      accountId: '111111111111',
      accessKeyId: 'local-key',
      secretAccessKey: 'local-secret',
    },
  ],
};

describe('AwsClients', () => {
  it("signs for the environment's region with its account's keys, at its endpoint", async () => {
    const { clients, environment } = setUp(listed);
    const { cloudFormation } = clients.forEnvironment(environment);
    await cloudFormation.send(new ListStacksCommand({}));
    expect(seen).toHaveLength(1);
    expect(seen[0].headers.authorization).toMatch(
      /Credential=local-key\/\d{8}\/eu-central-1\/cloudformation\//,
    );
    clients.destroy();
  });

  it('asks a local S3 by path, since it has no host name per bucket', async () => {
    const { clients, environment } = setUp(listed);
    const { s3 } = clients.forEnvironment(environment);
    await s3.send(
      new GetObjectCommand({ Bucket: 'artifacts', Key: 'a/b.zip' }),
    );
    expect(seen[0].url).toMatch(/^\/artifacts\/a\/b\.zip/);
    clients.destroy();
  });

  it('keeps the clients of an environment', () => {
    const { clients, environment } = setUp(listed);
    expect(clients.forEnvironment(environment)).toBe(
      clients.forEnvironment(environment),
    );
    clients.destroy();
  });

  it.each<[string, JsonObject]>([
    ['no account at all', {}],
    [
      'a role to assume',
      { accounts: [{ accountId: '111111111111', roleName: 'backstage' }] },
    ],
  ])('refuses a local AWS with %s, which would ask the real STS', (_, aws) => {
    const { clients, environment } = setUp(aws);
    expect(() => clients.forEnvironment(environment)).toThrow(
      /Environment "local" has an awsEndpointUrl.*aws\.accounts.*111111111111/,
    );
  });
});
