import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
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

const serverUrl = () =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function setUp(
  aws: JsonObject,
  environmentKeys: JsonObject = { awsEndpointUrl: serverUrl() },
  options?: { requestTimeoutMs: number },
) {
  const config = new ConfigReader({
    aws,
    privateServerless: {
      environments: [
        {
          id: 'local',
          accountId: '111111111111',
          region: 'eu-central-1',
          ...environmentKeys,
        },
      ],
    },
  });
  const [environment] = readEnvironments(config);
  return { clients: AwsClients.fromConfig(config, options), environment };
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
  it('uses the region, the keys and the endpoint of the environment', async () => {
    const { clients, environment } = setUp(listed);
    const { cloudFormation } = clients.forEnvironment(environment);
    await cloudFormation.send(new ListStacksCommand({}));
    expect(seen).toHaveLength(1);
    expect(seen[0].headers.authorization).toMatch(
      /Credential=local-key\/\d{8}\/eu-central-1\/cloudformation\//,
    );
    clients.destroy();
  });

  it('uses the keys of each account for every service', async () => {
    const environments = ['111111111111', '222222222222'].map(accountId => ({
      id: `of-${accountId}`,
      accountId,
      region: 'eu-central-1',
      awsEndpointUrl: serverUrl(),
    }));
    const config = new ConfigReader({
      aws: {
        accounts: environments.map(({ accountId }) => ({
          accountId,
          accessKeyId: `key-of-${accountId}`,
          secretAccessKey: 'any',
        })),
      },
      privateServerless: { environments },
    });
    const clients = AwsClients.fromConfig(config);
    for (const environment of readEnvironments(config)) {
      const { sts, logs } = clients.forEnvironment(environment);
      await sts.send(new GetCallerIdentityCommand({}));
      // The client cannot read this response, because it is the response of another service.
      await logs.send(new DescribeLogGroupsCommand({})).catch(() => undefined);
    }
    const signers = seen.map(({ headers }) =>
      /Credential=(\S+?)\/\d{8}\/\S+?\/(\w+)\//
        .exec(headers.authorization ?? '')
        ?.slice(1)
        .join(' '),
    );
    expect([...new Set(signers)]).toEqual([
      'key-of-111111111111 sts',
      'key-of-111111111111 logs',
      'key-of-222222222222 sts',
      'key-of-222222222222 logs',
    ]);
    clients.destroy();
  });

  it('uses path-style URLs for a local S3', async () => {
    const { clients, environment } = setUp(listed);
    const { s3 } = clients.forEnvironment(environment);
    await s3.send(
      new GetObjectCommand({ Bucket: 'artifacts', Key: 'a/b.zip' }),
    );
    expect(seen[0].url).toMatch(/^\/artifacts\/a\/b\.zip/);
    clients.destroy();
  });

  it('caches the clients of an environment', () => {
    const { clients, environment } = setUp(listed);
    expect(clients.forEnvironment(environment)).toBe(
      clients.forEnvironment(environment),
    );
    clients.destroy();
  });

  it('creates the clients for checks once, with the same settings', async () => {
    const { clients, environment } = setUp(listed);
    const readiness = clients.forReadiness(environment);
    expect(clients.forReadiness(environment)).toBe(readiness);
    await readiness.iam.send(new GetRoleCommand({ RoleName: 'a' })).catch(
      // The response of the server is one of another service.
      () => undefined,
    );
    expect(seen[0].headers.authorization).toMatch(
      /Credential=local-key\/\d{8}\/eu-central-1\/iam\//,
    );
    clients.destroy();
  });

  it('times out if AWS accepts a request and does not respond', async () => {
    const { clients, environment } = setUp(listed, undefined, {
      requestTimeoutMs: 50,
    });
    server.removeAllListeners('request').on('request', () => {});
    const { cloudFormation } = clients.forEnvironment(environment);
    await expect(
      cloudFormation.send(new ListStacksCommand({})),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    clients.destroy();
  });

  it.each<[string, JsonObject]>([
    ['no account at all', {}],
    [
      'a role to assume',
      { accounts: [{ accountId: '111111111111', roleName: 'backstage' }] },
    ],
  ])('rejects a local AWS with %s, which would call the real STS', (_, aws) => {
    const { clients, environment } = setUp(aws);
    expect(() => clients.forEnvironment(environment)).toThrow(
      /Environment "local" has an awsEndpointUrl.*aws\.accounts.*111111111111/,
    );
  });
});

describe('an environment of the real AWS on a machine that is configured for a local AWS', () => {
  const before = { ...process.env };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aws-clients-'));
  });

  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  /** Stops each request before the connection. @returns the host of the request */
  async function hostOf(client: CloudFormationClient | S3Client) {
    let host = '';
    const stop = () => async (args: { request: unknown }) => {
      host = (args.request as { hostname: string }).hostname;
      throw new Error('stopped by the test');
    };
    const options = {
      step: 'finalizeRequest',
      priority: 'low',
      name: 'stop',
    } as const;
    if (client instanceof S3Client) {
      client.middlewareStack.add(stop, options);
      await expect(
        client.send(new GetObjectCommand({ Bucket: 'artifacts', Key: 'a' })),
      ).rejects.toThrow('stopped by the test');
    } else {
      client.middlewareStack.add(stop, options);
      await expect(client.send(new ListStacksCommand({}))).rejects.toThrow(
        'stopped by the test',
      );
    }
    return host;
  }

  const profile = async (text: string) => {
    const path = join(folder, 'config');
    await writeFile(path, text);
    process.env.AWS_CONFIG_FILE = path;
  };

  it.each<[string, () => Promise<void> | void]>([
    [
      'AWS_ENDPOINT_URL',
      () => {
        process.env.AWS_ENDPOINT_URL = serverUrl();
      },
    ],
    [
      'AWS_ENDPOINT_URL_…',
      () => {
        process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = serverUrl();
        process.env.AWS_ENDPOINT_URL_S3 = serverUrl();
      },
    ],
    ['a profile', () => profile(`[default]\nendpoint_url = ${serverUrl()}\n`)],
  ])('ignores %s', async (_, configure) => {
    await configure();
    // What it is protected from: the SDK's own clients follow.
    const follower = new CloudFormationClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    await follower.send(new ListStacksCommand({}));
    follower.destroy();
    expect(seen).toHaveLength(1);

    const { clients, environment } = setUp(listed, {});
    const { cloudFormation, s3 } = clients.forEnvironment(environment);
    expect(await hostOf(cloudFormation)).toBe(
      'cloudformation.eu-central-1.amazonaws.com',
    );
    expect(await hostOf(s3)).toBe('artifacts.s3.eu-central-1.amazonaws.com');
    expect(seen).toHaveLength(1);
    clients.destroy();
  });
});
