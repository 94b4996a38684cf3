import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { Socket } from 'node:net';
import { connect } from 'node:tls';
import { zipSync } from 'fflate';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateChangeSetCommandInput,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  StackEvent,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { ARTIFACT_BUCKET, Sandbox, startSandbox } from '../index';

const testCredentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const waitOptions = { maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.05 };

/** The private API template that most tests use. */
export const TEMPLATE = readFileSync(
  join(__dirname, 'private-api.yaml'),
  'utf8',
);

/** The handler of the template: health, echo, all kinds of failures, and the table. */
export const HANDLER = `
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand, GetCommand } = require('@aws-sdk/lib-dynamodb');
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const json = (statusCode, value) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
exports.handler = async (event, context) => {
  console.log('called', event.httpMethod, event.path);
  switch (event.path) {
    case '/health': return json(200, { status: 'ok' });
    case '/environment': return json(200, process.env);
    case '/throw': throw new Error('broken on purpose');
    case '/malformed': return 'not an answer';
    case '/exit': process.exit(3);
    case '/slow': await new Promise(resolve => setTimeout(resolve, 60000));
    case '/table': {
      const Item = { id: 'one', text: 'kept' };
      await client.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item }));
      return json(200, (await client.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id: 'one' } }))).Item);
    }
    default: return json(200, { event, functionName: context.functionName, remaining: context.getRemainingTimeInMillis() });
  }
};`;

/** The addresses that the clients need. */
export type Reached = Pick<
  Sandbox,
  'endpointUrl' | 'resolver' | 'connectProxyUrl' | 'caPem' | 'close'
>;

/** A sandbox with clients. */
export type Harness<S extends Reached = Sandbox> = {
  sandbox: S;
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  lines: string[];
  close(): Promise<void>;
};

/** Starts a sandbox and creates AWS SDK clients. */
export async function startHarness(
  options: Parameters<typeof startSandbox>[0] = {},
): Promise<Harness> {
  const lines: string[] = [];
  const sandbox = await startSandbox({
    resourceDelayMs: 5,
    log: line => lines.push(line),
    ...options,
  });
  return { ...harnessOf(sandbox), lines };
}

/** Creates clients for a sandbox. */
export function harnessOf<S extends Reached>(sandbox: S): Harness<S> {
  const client = {
    endpoint: sandbox.endpointUrl,
    region: 'eu-central-1',
    credentials: testCredentials,
  };
  const cloudFormation = new CloudFormationClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  return {
    sandbox,
    cloudFormation,
    s3,
    lines: [],
    async close() {
      cloudFormation.destroy();
      s3.destroy();
      await sandbox.close();
    },
  };
}

/** Uploads a handler's zip. */
export async function upload(
  { s3 }: Harness<Reached>,
  key: string,
  files: Record<string, string> = { 'index.js': HANDLER },
): Promise<void> {
  const zip = zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]),
    ),
  );
  await s3.send(
    new PutObjectCommand({ Bucket: ARTIFACT_BUCKET, Key: key, Body: zip }),
  );
}

/** Parameters in the form of the API. */
export function parametersOf(values: Record<string, string>) {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
}

/** Creates and executes a change set. Does not wait for the stack. */
export async function execute(
  { cloudFormation }: Harness<Reached>,
  input: CreateChangeSetCommandInput,
): Promise<string> {
  const { Id, StackId } = await cloudFormation.send(
    new CreateChangeSetCommand({ Capabilities: ['CAPABILITY_IAM'], ...input }),
  );
  await waitUntilChangeSetCreateComplete(
    { client: cloudFormation, ...waitOptions },
    { ChangeSetName: Id },
  );
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  return StackId!;
}

/** Creates the stack of the private API and returns its outputs. */
export async function createPrivateApi(
  harness: Harness<Reached>,
  stackName: string,
  parameters: Record<string, string> = {},
): Promise<Record<string, string>> {
  await upload(harness, 'code.zip');
  await execute(harness, {
    StackName: stackName,
    ChangeSetName: 'create',
    ChangeSetType: 'CREATE',
    TemplateBody: TEMPLATE,
    Parameters: parametersOf({
      ArtifactBucket: ARTIFACT_BUCKET,
      ApiFunctionCodeKey: 'code.zip',
      ...parameters,
    }),
  });
  await waitUntilStackCreateComplete(
    { client: harness.cloudFormation, ...waitOptions },
    { StackName: stackName },
  );
  return outputsOf(harness, stackName);
}

/** The outputs of a stack. */
export async function outputsOf(
  { cloudFormation }: Harness<Reached>,
  stackName: string,
): Promise<Record<string, string>> {
  const { Stacks } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  return Object.fromEntries(
    (Stacks?.[0].Outputs ?? []).map(o => [o.OutputKey!, o.OutputValue!]),
  );
}

/** The status of a stack after its stack operation has ended. */
export async function settledStatus(
  { cloudFormation }: Harness<Reached>,
  stackName: string,
): Promise<string> {
  for (;;) {
    const { Stacks } = await cloudFormation.send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    const status = Stacks![0].StackStatus!;
    if (!status.endsWith('_IN_PROGRESS')) return status;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** The events of a stack, oldest first. */
export async function eventsOf(
  { cloudFormation }: Harness<Reached>,
  stackName: string,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const page of paginateDescribeStackEvents(
    { client: cloudFormation },
    { StackName: stackName },
  )) {
    events.push(...(page.StackEvents ?? []));
  }
  return events.reverse();
}

/** Resolves a name with the sandbox's resolver. Throws the same errors as node:dns. */
export async function resolve4(
  { sandbox }: Harness<Reached>,
  name: string,
): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([sandbox.resolver]);
  return resolver.resolve4(name);
}

/** Opens a tunnel. Returns the status of the proxy and, if it is open, the socket. */
export function openTunnel(
  { sandbox }: Harness<Reached>,
  authority: string,
): Promise<{ status: number; socket: Socket }> {
  const proxy = new URL(sandbox.connectProxyUrl);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: proxy.hostname,
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
    });
    request.on('connect', (response, socket) =>
      resolve({ status: response.statusCode!, socket: socket as Socket }),
    );
    request.on('error', reject);
    request.end();
  });
}

/** A response of the private API. */
export type ApiResponse = {
  status: number;
  headers: Record<string, string>;
  body: string;
  address: string;
};

/** Requests a URL over the full path: DNS, tunnel, verified TLS, HTTP. */
export async function call(
  harness: Harness<Reached>,
  url: string,
  o: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    /** Address to connect to. @defaultValue the address of the name */
    address?: string;
  } = {},
): Promise<ApiResponse> {
  const { hostname, pathname, search } = new URL(url);
  const [address] = o.address ? [o.address] : await resolve4(harness, hostname);
  const { status, socket } = await openTunnel(harness, `${address}:443`);
  if (status !== 200) throw new Error(`The tunnel responded with ${status}`);
  const tls = connect({
    socket,
    servername: hostname,
    ca: harness.sandbox.caPem,
  });
  await new Promise((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', reject);
  });
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        createConnection: () => tls,
        host: hostname,
        path: pathname + search,
        method: o.method ?? 'GET',
        headers: { host: hostname, connection: 'close', ...o.headers },
      },
      async response => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString('utf8'),
          address,
        });
      },
    );
    request.on('error', reject);
    request.end(o.body);
  });
}
