import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { folderWith } from '../__testUtils__/run';
import { awsClients } from './awsClients';

const region = 'eu-central-1';
const before = process.env;
const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };

let server: Server;
let url: string;
let folder: string;
/** Requests to the server in the variables. */
let received: string[];
/** Hosts of the TLS connections that the test prevented. */
let called: unknown[];

beforeEach(async () => {
  received = [];
  called = [];
  server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.writeHead(400).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  jest.spyOn(https, 'request').mockImplementation(((to: { host: string }) => {
    called.push(to.host);
    throw new Error('ended by the test');
  }) as never);
  folder = folderWith({
    plain: `[default]\nendpoint_url = ${url}\n`,
    role: `[default]\nrole_arn = arn:aws:iam::111111111111:role/deploy\nsource_profile = keys\nendpoint_url = ${url}\n[profile keys]\naws_access_key_id = any\naws_secret_access_key = any\n`,
  });
  const own = Object.entries(before).filter(([name]) => !/^AWS_/.test(name));
  process.env = {
    ...Object.fromEntries(own),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
});
afterEach(() => {
  process.env = before;
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Calls CloudFormation and S3, which cannot respond. */
async function useAll(options: Parameters<typeof awsClients>[0]) {
  const aws = awsClients(options);
  const object = { Bucket: 'acme-artifacts', Key: 'a' };
  await expect(
    aws.cloudFormation.send(new DescribeStacksCommand({})),
  ).rejects.toThrow();
  await expect(aws.s3.send(new HeadObjectCommand(object))).rejects.toThrow();
  aws.close();
}

it.each<[string, () => NodeJS.ProcessEnv]>([
  ['AWS_ENDPOINT_URL', () => ({ ...keys, AWS_ENDPOINT_URL: url })],
  [
    'AWS_ENDPOINT_URL_…',
    () => ({
      ...keys,
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_S3: url,
    }),
  ],
  [
    'endpoint_url of a profile',
    () => ({ ...keys, AWS_CONFIG_FILE: path.join(folder, 'plain') }),
  ],
])('ignores %s', async (_, variables) => {
  Object.assign(process.env, variables());
  // A client of the SDK uses the variable.
  const follower = new CloudFormationClient({ region });
  await expect(follower.send(new DescribeStacksCommand({}))).rejects.toThrow();
  follower.destroy();
  expect(received).toEqual(['POST /']);

  await useAll({ region });
  expect(received).toEqual(['POST /']);
  expect(called).toEqual([
    'cloudformation.eu-central-1.amazonaws.com',
    'acme-artifacts.s3.eu-central-1.amazonaws.com',
  ]);
});

it('calls the real STS for the role of a profile', async () => {
  Object.assign(process.env, {
    AWS_CONFIG_FILE: path.join(folder, 'role'),
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_STS: url,
  });
  await useAll({ region });
  expect(received).toEqual([]);
  expect(new Set(called)).toEqual(new Set(['sts.eu-central-1.amazonaws.com']));
});

it('sends requests only to --aws-endpoint-url', async () => {
  Object.assign(process.env, keys, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  await useAll({ region, awsEndpointUrl: url });
  expect(received).toEqual(['POST /', 'HEAD /acme-artifacts/a']);
  expect(called).toEqual([]);
});
