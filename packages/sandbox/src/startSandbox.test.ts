import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer, AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStacksCommand,
  ListStackSetsCommand,
} from '@aws-sdk/client-cloudformation';
import {
  call,
  createPrivateApi,
  outputsOf,
  startHarness,
} from './__testUtils__/harness';
import { Sandbox, startSandbox } from './index';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

describe('startSandbox', () => {
  it.each([
    [{ port: 70_000 }, 'port: 70000 is not valid. Use 0'],
    [{ port: 1.5 }, 'port: 1.5 is not valid. Use 0'],
    [{ accountId: '12' }, "accountId: '12' is not a valid AWS account ID"],
    [{ region: 'Frankfurt' }, "region: 'Frankfurt' is not a valid AWS region"],
  ])('rejects %j', async (options, message) => {
    await expect(startSandbox(options)).rejects.toThrow(message);
  });

  it('reports a port in use with the fix, and leaves nothing behind', async () => {
    const other = createServer();
    await new Promise<void>(resolve => {
      other.listen(0, '127.0.0.1', () => resolve());
    });
    const usedPort = (other.address() as AddressInfo).port;
    // The port in use as port of the API, of the resolver and of the tunnel.
    for (const port of [usedPort, usedPort - 1, usedPort - 2]) {
      await expect(startSandbox({ port })).rejects.toThrow(
        /^Port \d+ is in use\. The sandbox needs the ports \d+ to \d+\. Stop the program/,
      );
    }
    await new Promise(resolve => {
      other.close(resolve);
    });
  });

  it('uses the next two ports for the resolver and the tunnel', async () => {
    // If another process uses one of the three ports, tries the next three.
    const startAt = async (port: number): Promise<Sandbox> =>
      startSandbox({ port }).catch(() => startAt(port + 3));
    const sandbox = await startAt(23_450);
    const [port, ...others] = [
      sandbox.endpointUrl,
      `http://${sandbox.resolver}`,
      sandbox.connectProxyUrl,
    ].map(url => Number(new URL(url).port));
    await sandbox.close();
    expect(others).toEqual([port + 1, port + 2]);
  });

  it('keeps deployed stacks in the state folder, with no other files', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
    const first = await startHarness({ stateDir });
    const { EndpointUrl } = await createPrivateApi(first, 'kept');
    const row = await call(first, `${EndpointUrl}/table`);
    await first.close();
    expect(readdirSync(stateDir).sort()).toEqual([
      'account.bin',
      'ca.key.pem',
      'ca.pem',
      'deployments.json',
      'functions',
      'objects',
      'tables',
    ]);
    const second = await startHarness({ stateDir });
    expect(second.sandbox.caPem).toBe(first.sandbox.caPem);
    expect(second.sandbox.caFile).toBe(join(stateDir, 'ca.pem'));
    expect(await outputsOf(second, 'kept')).toMatchObject({ EndpointUrl });
    expect((await call(second, `${EndpointUrl}/table`)).body).toBe(row.body);
    await second.close();
    rmSync(stateDir, { recursive: true });
  });

  it('reports a state file that is not valid', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
    writeFileSync(join(stateDir, 'account.bin'), 'half');
    await expect(startSandbox({ stateDir })).rejects.toThrow(
      'account.bin: the file is not a valid sandbox state. Delete its folder, or use another state folder.',
    );
    rmSync(stateDir, { recursive: true });
  });

  it('stops processes and removes its files on close', async () => {
    const harness = await startHarness();
    const { EndpointUrl } = await createPrivateApi(harness, 'closing');
    const { body } = await call(harness, `${EndpointUrl}/environment`);
    const folder = JSON.parse(body).LAMBDA_TASK_ROOT as string;
    expect(existsSync(folder)).toBe(true);
    const slow = call(harness, `${EndpointUrl}/slow`).catch(error => error);
    await harness.close();
    await slow;
    expect(existsSync(folder)).toBe(false);
    await expect(fetch(harness.sandbox.endpointUrl)).rejects.toThrow();
  });

  describe('with clients', () => {
    let sandbox: Awaited<ReturnType<typeof startSandbox>>;
    beforeAll(async () => {
      sandbox = await startSandbox({ accountId: '222222222222' });
    });
    afterAll(() => sandbox.close());
    const options = (region = 'eu-central-1') => ({
      endpoint: sandbox.endpointUrl,
      region,
      credentials,
    });
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(sandbox.endpointUrl, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization:
            'AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/cloudformation/aws4_request',
          ...headers,
        },
      });

    it('supports STS', async () => {
      const identity = await new STSClient(options()).send(
        new GetCallerIdentityCommand({}),
      );
      expect(identity).toMatchObject({
        Account: '222222222222',
        Arn: 'arn:aws:iam::222222222222:user/sandbox',
      });
    });

    it('supports DynamoDB', async () => {
      const client = new DynamoDBClient(options());
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(
        [],
      );
      client.destroy();
    });

    it('rejects an unsupported operation', async () => {
      const client = new CloudFormationClient(options());
      await expect(
        client.send(new ListStackSetsCommand({})),
      ).rejects.toMatchObject({
        name: 'InvalidAction',
        message:
          'sandbox: operation "ListStackSets" of CloudFormation is not supported',
      });
      await expect(
        client.send(new DescribeStacksCommand({ StackName: 'none' })),
      ).rejects.toThrow('Stack with id none does not exist');
      expect(
        (await client.send(new ListStacksCommand({}))).StackSummaries,
      ).toEqual([]);
      client.destroy();
    });

    it('rejects a request for another region', async () => {
      await expect(
        new CloudFormationClient(options('us-east-1')).send(
          new ListStacksCommand({}),
        ),
      ).rejects.toThrow(
        'sandbox: the request is signed for region us-east-1. The sandbox runs in eu-central-1',
      );
    });

    it.each([
      ['Action=ListStacks', 'no known version', 400, 'InvalidAction'],
      [
        'Version=2010-05-15&Action=constructor',
        'no operation',
        400,
        'InvalidAction',
      ],
      [
        'Version=2010-05-15&Action=ListStacks&Colour=red',
        'an unknown parameter',
        400,
        'sandbox: parameter Colour of CloudFormation ListStacks is not supported',
      ],
      ['%%%=&&==', 'nonsense', 400, 'InvalidAction'],
      [
        'Version=2010-05-15&Action=DescribeStackEvents',
        'a missing parameter',
        400,
        'Member must not be null',
      ],
      [
        'Version=2010-05-15&Action=ListStacks&NextToken=x',
        'a bad token',
        400,
        "NextToken: 'x' is not valid",
      ],
    ])('rejects %s (%s)', async (body, _, status, text) => {
      const answer = await post(body);
      const xml = await answer.text();
      expect(answer.status).toBe(status);
      expect(xml).toContain('<ErrorResponse>');
      expect(xml).toContain(text);
    });

    it('rejects a request without a signature, which a foreign web page could send', async () => {
      const answer = await fetch(sandbox.endpointUrl, {
        method: 'POST',
        body: new URLSearchParams({
          Version: '2010-05-15',
          Action: 'ListStacks',
        }),
      });
      expect([answer.status, await answer.text()]).toEqual([
        403,
        expect.stringContaining('MissingAuthenticationToken'),
      ]);
      const object = await fetch(
        `${sandbox.endpointUrl}/private-serverless-artifacts/x`,
      );
      expect([object.status, await object.text()]).toEqual([
        403,
        expect.stringContaining('<Code>AccessDenied</Code>'),
      ]);
    });

    it('rejects an unsupported service', async () => {
      const answer = await fetch(
        `${sandbox.endpointUrl}/2015-03-31/functions`,
        {
          headers: {
            authorization:
              'AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/lambda/aws4_request',
          },
        },
      );
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        message: 'sandbox: service "lambda" is not supported',
      });
      const target = await fetch(sandbox.endpointUrl, {
        method: 'POST',
        headers: { 'x-amz-target': 'Kinesis_20131202.ListStreams' },
      });
      expect(await target.json()).toMatchObject({
        __type: 'UnknownOperationException',
      });
    });

    it('continues after random bytes on any of its ports', async () => {
      const ports = [
        sandbox.endpointUrl,
        `http://${sandbox.resolver}`,
        sandbox.connectProxyUrl,
      ].map(url => Number(new URL(url).port));
      const payloads = [
        ...Array.from({ length: 20 }, () => randomBytes(2000)),
        Buffer.alloc(0),
        Buffer.from('GET / HTTP/1.1\r\nhost: '),
        Buffer.from('GET [ HTTP/1.1\r\nhost: x\r\n\r\n'),
        Buffer.from(
          'PUT //%zz?uploads HTTP/1.1\r\nhost: x\r\nauthorization: x\r\ncontent-length: 0\r\n\r\n',
        ),
        Buffer.from(
          'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 999999\r\n\r\nhalf',
        ),
        Buffer.from('CONNECT 10.0.0.1:443 HTTP/1.1\r\nhost: x\r\n\r\n'),
        Buffer.from('CONNECT [::]:x HTTP/1.1\r\n\r\n'),
      ];
      const sockets = () =>
        process
          .getActiveResourcesInfo()
          .filter(name => /^(TCPSocketWrap|PipeWrap|TTYWrap)$/.test(name))
          .length;
      const before = sockets();
      const sent = ports.flatMap(port =>
        payloads.map(
          bytes =>
            new Promise<void>(resolve => {
              const socket = connect(port, '127.0.0.1');
              socket.on('error', () => {});
              socket.on('close', () => resolve());
              socket.write(bytes, () => setImmediate(() => socket.destroy()));
            }),
        ),
      );
      const udp = createSocket('udp4');
      for (const bytes of payloads.filter(one => one.length > 0)) {
        await new Promise(resolve => {
          udp.send(bytes, ports[1], '127.0.0.1', resolve);
        });
      }
      udp.close();
      await Promise.all(sent);
      // If a socket stayed open, the test would time out.
      while (sockets() > before) {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      expect((await post('Version=2010-05-15&Action=ListStacks')).status).toBe(
        200,
      );
    });
  });
});
