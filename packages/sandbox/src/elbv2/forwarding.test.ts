import { connect as connectTls } from 'node:tls';
import {
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  call,
  Harness,
  openTunnel,
  resolve4,
  startHarness,
  upload,
} from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';
import { service } from './__testUtils__/corporate';
import {
  addCertificate,
  deploy,
  elbClient,
  host,
  outputs,
} from './__testUtils__/template';

const handler = `
exports.handler = async event => {
  if (event.path === '/throw') throw new Error('broken on purpose');
  if (event.path === '/slow') await new Promise(resolve => setTimeout(resolve, 5000));
  if (event.path === '/redirect') return { statusCode: 302, headers: { location: '/elsewhere' } };
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'x-own': 'kept' },
    body: JSON.stringify(event),
  };
};`;

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let made: Record<string, string>;
let certificateArn: string;
beforeAll(async () => {
  harness = await startHarness({ secondMs: 20 });
  client = elbClient(harness);
  await upload(harness, 'code.zip', { 'index.js': handler });
  certificateArn = addCertificate(harness);
  const { outputs: values } = await deploy(harness, 'orders', {
    Resources: service('alb', certificateArn, ARTIFACT_BUCKET),
    Outputs: outputs,
  });
  made = values;
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

const url = `https://${host}`;
const register = (...ids: string[]) =>
  client.send(
    new RegisterTargetsCommand({
      TargetGroupArn: made.TargetGroupArn,
      Targets: ids.map(Id => ({ Id })),
    }),
  );

describe('a load balancer in front of a private API', () => {
  it('has private addresses by its own name and by an alias', async () => {
    const addresses = await resolve4(harness, made.Name);
    expect(addresses.sort()).toEqual(['10.0.0.5', '10.0.1.5']);
    expect((await resolve4(harness, host)).sort()).toEqual(addresses);
    expect((await resolve4(harness, `dualstack.${made.Name}`)).sort()).toEqual(
      addresses,
    );
  });

  it('responds with 503 without targets, and with its default action for another host', async () => {
    expect(await call(harness, `${url}/any`)).toMatchObject({
      status: 503,
      headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
      body: expect.stringContaining('503 Service Temporarily Unavailable'),
    });
    expect(
      await call(harness, `${url}/any`, { headers: { host: 'example.com' } }),
    ).toMatchObject({ status: 404, body: 'Not found' });
  });

  it('forwards to the endpoint, with the host of the client', async () => {
    await register('10.0.0.4', '10.0.1.4');
    const answer = await call(harness, `${url}/items?a=1`, {
      method: 'POST',
      body: 'hello',
      headers: {
        'x-forwarded-for': '192.0.2.1',
        'x-forwarded-proto': 'http',
        not_valid: 'dropped',
      },
    });
    expect([answer.status, answer.headers['x-own']]).toEqual([200, 'kept']);
    const event = JSON.parse(answer.body);
    expect(event).toMatchObject({
      path: '/items',
      httpMethod: 'POST',
      queryStringParameters: { a: '1' },
      body: 'hello',
      requestContext: { domainName: host, stage: 'live' },
    });
    const headers = Object.fromEntries(
      Object.entries(event.headers).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    expect(headers).toMatchObject({
      host,
      'x-forwarded-for': '192.0.2.1, 172.16.0.10',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    });
    expect(headers).not.toHaveProperty('not_valid');
    expect(event.requestContext.identity.sourceIp).toMatch(/^10\.0\.[01]\.5$/);
  });

  it('passes on the response of the API, also its errors', async () => {
    expect(await call(harness, `${url}/throw`)).toMatchObject({
      status: 502,
      body: JSON.stringify({ message: 'Internal server error' }),
    });
    expect(await call(harness, `${url}/redirect`)).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    });
  });

  it('responds with 504 if the target takes longer than the idle timeout', async () => {
    const change = (Value: string) =>
      harness.sandbox.control.changeResource({
        stackName: 'orders',
        logicalId: 'LoadBalancer',
        properties: {
          LoadBalancerAttributes: [
            { Key: 'idle_timeout.timeout_seconds', Value },
          ],
        },
      });
    change('1');
    expect(await call(harness, `${url}/slow`)).toMatchObject({
      status: 504,
      body: expect.stringContaining('504 Gateway Time-out'),
    });
    change('60');
  });

  it('forwards a body of unknown length, and several requests of one connection', async () => {
    const [address] = await resolve4(harness, host);
    const { socket } = await openTunnel(harness, `${address}:443`);
    const tls = connectTls({ socket, rejectUnauthorized: false });
    const head = `Host: ${host}\r\nTransfer-Encoding: chunked\r\n`;
    const body = '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
    tls.write(`POST /one HTTP/1.1\r\n${head}\r\n${body}`);
    tls.write(`POST /two HTTP/1.1\r\n${head}Connection: close\r\n\r\n${body}`);
    let text = '';
    for await (const chunk of tls) text += chunk;
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(text.match(/"body":"abcde"/g)).toHaveLength(2);
    expect(text).toMatch(/"path":"\/one"[^]*"path":"\/two"/);
  });

  it('presents the certificate of its listener, whatever the server name', async () => {
    const [address] = await resolve4(harness, host);
    const subjectOf = async (servername?: string) => {
      const { socket } = await openTunnel(harness, `${address}:443`);
      const tls = connectTls({ socket, servername, rejectUnauthorized: false });
      await new Promise(resolve => {
        tls.once('secureConnect', resolve);
      });
      const { subjectaltname } = tls.getPeerCertificate();
      tls.destroy();
      return subjectaltname;
    };
    expect(await subjectOf(host)).toBe(`DNS:${host}`);
    expect(await subjectOf('example.com')).toBe(`DNS:${host}`);
    expect(await subjectOf()).toBe(`DNS:${host}`);
  });

  it('responds with 400 to plain HTTP', async () => {
    const [address] = await resolve4(harness, host);
    const { socket } = await openTunnel(harness, `${address}:443`);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nServer: awselb\/2\.0/);
    expect(text).toContain('The plain HTTP request was sent to HTTPS port');
  });

  it('has no other port', async () => {
    const [address] = await resolve4(harness, host);
    const { status, socket } = await openTunnel(harness, `${address}:80`);
    socket.destroy();
    expect(status).toBe(403);
  });

  it('is the only caller that the endpoint admits', async () => {
    const direct = openTunnel(harness, '10.0.0.4:443');
    const viaBalancer = await call(harness, `${url}/items`);
    expect(viaBalancer.status).toBe(200);
    const first = await Promise.race([
      direct.then(() => 'connected'),
      call(harness, `${url}/items`).then(() => 'no response yet'),
    ]);
    expect(first).toBe('no response yet');
    // The connection that gets no response ends with the sandbox.
    direct.then(
      one => one.socket.destroy(),
      () => {},
    );
  });
});

describe('a target that is no endpoint', () => {
  it('leads to 504 if it does not respond', async () => {
    const { outputs: other } = await deploy(harness, 'stale', {
      Resources: Object.fromEntries(
        Object.entries(
          service('alb', certificateArn, ARTIFACT_BUCKET, '10.1.0.0/20'),
        ).filter(
          ([name]) => !['Zone', 'Record', 'Domain', 'Mapping'].includes(name),
        ),
      ) as never,
      Outputs: outputs,
    });
    await client.send(
      new RegisterTargetsCommand({
        TargetGroupArn: other.TargetGroupArn,
        Targets: [{ Id: '10.1.0.99' }],
      }),
    );
    const [address] = await resolve4(harness, other.Name);
    expect(await call(harness, `${url}/items`, { address })).toMatchObject({
      status: 504,
      headers: { server: 'awselb/2.0' },
    });
  });
});
