import { request } from 'node:http';
import {
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '../index';
import { Harness, startHarness } from '../__testUtils__/harness';

const template = 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }';
const scope =
  'AWS4-HMAC-SHA256 Credential=any/20260101/eu-central-1/service/aws4_request';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const createStack = (StackName: string) =>
  new URLSearchParams({
    Version: '2010-05-15',
    Action: 'CreateStack',
    StackName,
    TemplateBody: template,
  }).toString();

describe('the endpoint', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'kept',
        Body: 'as it was',
      }),
    );
  });
  afterAll(() => harness.close());

  /** Uses `node:http`, because fetch sets Host and Origin itself. */
  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
  ) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const call = request(
        `${harness.sandbox.endpointUrl}${path}`,
        { method, headers },
        async response => {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve({ status: response.statusCode!, text });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  const stackNames = async () =>
    (
      await harness.cloudFormation.send(new DescribeStacksCommand({}))
    ).Stacks!.map(stack => stack.StackName);
  const kept = async () => {
    const object = await harness.s3.send(
      new GetObjectCommand({ Bucket: ARTIFACT_BUCKET, Key: 'kept' }),
    );
    return object.Body!.transformToString();
  };
  const signed = { authorization: scope.replace('service', 's3') };
  const presigned = '?X-Amz-Signature=x';

  describe.each<[string, Record<string, string>]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['the page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a foreign frame or image', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
    ['a rebound name', { host: 'evil.example' }],
    [
      'a rebound name that is its own origin',
      { host: 'evil.example:4510', origin: 'http://evil.example:4510' },
    ],
    ['a look-alike', { host: '127.0.0.1.evil.example' }],
    ['an address of the network', { host: '192.168.1.5:4510' }],
  ])('rejects %s', (_, foreign) => {
    it.each<[string, string, string, Record<string, string>, string]>([
      ['a control call', 'DELETE', '/_sandbox/faults', {}, ''],
      ['the page', 'GET', '/_sandbox?', {}, ''],
      [
        'CreateStack with a signature',
        'POST',
        '/',
        { ...form, authorization: scope },
        createStack('foreign'),
      ],
      [
        'CreateStack with one in the URL',
        'POST',
        `/${presigned}`,
        form,
        createStack('foreign'),
      ],
      ['PutObject', 'PUT', `/${ARTIFACT_BUCKET}/kept`, signed, 'changed'],
      [
        'a presigned PutObject',
        'PUT',
        `/${ARTIFACT_BUCKET}/kept${presigned}`,
        {},
        'changed',
      ],
      [
        'a presigned GetObject',
        'GET',
        `/${ARTIFACT_BUCKET}/kept${presigned}`,
        {},
        '',
      ],
      [
        'DynamoDB',
        'POST',
        '/',
        {
          authorization: scope,
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        '{}',
      ],
      ['a preflight', 'OPTIONS', '/', {}, ''],
    ])('%s', async (__, method, path, headers, body) => {
      const response = await send(
        method,
        path,
        { ...headers, ...foreign },
        body,
      );
      expect(response.status).toBe(403);
      expect(response.text).toMatch(
        /is not a loopback name|is not allowed to use the sandbox/,
      );
      expect(await stackNames()).not.toContain('foreign');
      expect(await kept()).toBe('as it was');
    });
  });

  it.each([['127.0.0.1'], ['localhost'], ['LOCALHOST'], ['[::1]']])(
    'takes %s with its port, from its own page too',
    async name => {
      const host = `${name}:${new URL(harness.sandbox.endpointUrl).port}`;
      const origin = `http://${host.toLowerCase()}`;
      const info = await send('GET', '/_sandbox/info', { host, origin });
      expect(info.status).toBe(200);
    },
  );

  it.each<[string, string, Record<string, string>]>([
    ['in the URL', `/${presigned}`, form],
    ['of another kind', '/', { ...form, authorization: 'Basic YTpi' }],
  ])('takes no Query call with a signature %s', async (_, path, headers) => {
    const response = await send('POST', path, headers, createStack('unsigned'));
    expect(response).toMatchObject({
      status: 403,
      text: expect.stringContaining('MissingAuthenticationToken'),
    });
    expect(await stackNames()).not.toContain('unsigned');
  });

  it('accepts presigned URLs only for objects', async () => {
    const object = `/${ARTIFACT_BUCKET}/presigned${presigned}`;
    expect((await send('PUT', object, {}, 'by link')).status).toBe(200);
    expect(await send('GET', object, {})).toEqual({
      status: 200,
      text: 'by link',
    });
    for (const [method, path] of [
      ['DELETE', object],
      ['PUT', `/other-bucket${presigned}`],
      ['GET', `/${presigned}`],
    ]) {
      expect(await send(method, path, {})).toMatchObject({
        status: 403,
        text: expect.stringContaining('presigned URL'),
      });
    }
  });

  it('accepts presigned URLs from the SDK', async () => {
    await harness.cloudFormation.send(
      new CreateStackCommand({ StackName: 'own', TemplateBody: template }),
    );
    expect(await stackNames()).toContain('own');
  });
});
