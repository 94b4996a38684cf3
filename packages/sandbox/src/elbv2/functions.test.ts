import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { call, Harness, startHarness, upload } from '../__testUtils__/harness';
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
const json = value => ({ statusCode: 200, statusDescription: '200 OK', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
exports.handler = async event => {
  switch (event.path) {
    case '/throw': throw new Error('broken on purpose');
    case '/malformed': return { status: 200 };
    case '/number': return { statusCode: 200, headers: { 'x-count': 1 } };
    case '/binary': return { statusCode: 200, isBase64Encoded: true, headers: { 'content-type': 'image/png' }, body: 'iVBORw==' };
    case '/large': return { statusCode: 200, headers: {}, body: 'x'.repeat(1024 * 1024) };
    default: return json(event);
  }
};`;

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let made: Record<string, string>;
beforeAll(async () => {
  harness = await startHarness({ secondMs: 20 });
  client = elbClient(harness);
  await upload(harness, 'code.zip', { 'index.js': handler });
  const { outputs: values } = await deploy(harness, 'orders', {
    Resources: service('alb-lambda', addCertificate(harness), ARTIFACT_BUCKET),
    Outputs: outputs,
  });
  made = values;
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

const url = `https://${host}`;

describe('a load balancer in front of a function', () => {
  it("sends the load balancer's event", async () => {
    const answer = await call(harness, `${url}/a%20b?q=x%20y&q=z`, {
      method: 'POST',
      body: '{"id":1}',
      headers: { 'content-type': 'application/json', 'X-Custom': 'one' },
    });
    expect(answer.status).toBe(200);
    const event = JSON.parse(answer.body);
    expect(event).toEqual({
      requestContext: { elb: { targetGroupArn: made.TargetGroupArn } },
      httpMethod: 'POST',
      path: '/a%20b',
      queryStringParameters: { q: 'z' },
      headers: expect.objectContaining({
        host,
        'x-custom': 'one',
        'x-forwarded-for': '172.16.0.10',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
      }),
      body: '{"id":1}',
      isBase64Encoded: false,
    });
  });

  it('sends a body that is no text in Base64, and decodes such a response', async () => {
    const { body } = await call(harness, `${url}/items`, {
      method: 'POST',
      body: 'bytes',
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(JSON.parse(body)).toMatchObject({
      body: Buffer.from('bytes').toString('base64'),
      isBase64Encoded: true,
    });
    const binary = await call(harness, `${url}/binary`);
    expect(binary).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png', 'content-length': '4' },
    });
  });

  it.each(['/throw', '/malformed', '/number', '/large'])(
    'responds with 502 to %s',
    async path => {
      expect(await call(harness, url + path)).toMatchObject({
        status: 502,
        headers: { server: 'awselb/2.0' },
        body: expect.stringContaining('502 Bad Gateway'),
      });
    },
  );

  it('responds with 413 to a body of more than 1 MB', async () => {
    const send = (size: number) =>
      call(harness, `${url}/binary`, {
        method: 'POST',
        body: 'x'.repeat(size),
      });
    expect((await send(1024 * 1024)).status).toBe(200);
    for (const size of [1024 * 1024 + 1, 8 * 1024 * 1024]) {
      expect(await send(size)).toMatchObject({
        status: 413,
        body: expect.stringContaining('413 Request Entity Too Large'),
      });
    }
  });

  it('responds with 502 while the function is stopped', async () => {
    const [{ name }] = harness.sandbox.control.listFunctions();
    harness.sandbox.control.stopFunction(name);
    expect((await call(harness, `${url}/items`)).status).toBe(502);
    harness.sandbox.control.startFunction(name);
    expect((await call(harness, `${url}/items`)).status).toBe(200);
  });

  it('sends lists of values with the attribute for them', async () => {
    const { control } = harness.sandbox;
    const change = (Value: string) =>
      control.changeResource({
        stackName: 'orders',
        logicalId: 'TargetGroup',
        properties: {
          TargetGroupAttributes: [
            { Key: 'lambda.multi_value_headers.enabled', Value },
          ],
        },
      });
    change('true');
    // A response with `headers` only has no headers then.
    const answer = await call(harness, `${url}/items?q=1&q=2`);
    change('false');
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      undefined,
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({
      multiValueQueryStringParameters: { q: ['1', '2'] },
      multiValueHeaders: { host: [host] },
    });
  });

  it('passes on headers with other characters only without the attribute that drops them', async () => {
    const { control } = harness.sandbox;
    const change = (Value: string) =>
      control.changeResource({
        stackName: 'orders',
        logicalId: 'LoadBalancer',
        properties: {
          LoadBalancerAttributes: [
            {
              Key: 'routing.http.drop_invalid_header_fields.enabled',
              Value,
            },
          ],
        },
      });
    const sent = async () => {
      const { body } = await call(harness, `${url}/items`, {
        headers: { not_valid: 'one', 'is-valid': 'two' },
      });
      const { not_valid: dropped, 'is-valid': kept } = JSON.parse(body).headers;
      return [dropped, kept];
    };
    expect(await sent()).toEqual([undefined, 'two']);
    change('false');
    expect(await sent()).toEqual(['one', 'two']);
    change('true');
  });

  it('does not check the health of the function', async () => {
    const { TargetHealthDescriptions } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: made.TargetGroupArn }),
    );
    expect(TargetHealthDescriptions).toMatchObject([
      {
        Target: { Id: expect.stringContaining(':function:') },
        TargetHealth: {
          State: 'unavailable',
          Reason: 'Target.HealthCheckDisabled',
        },
      },
    ]);
  });
});
