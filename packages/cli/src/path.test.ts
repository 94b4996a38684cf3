import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describeStack } from '@private-serverless/stack';
import {
  answers,
  config,
  privateTemplate,
  publicTemplate,
} from './__testUtils__/fixtures';
import {
  folderWith,
  run,
  runProcess,
  type Running,
  start,
} from './__testUtils__/run';
import { awsClients } from './lib/awsClients';

let folder: string;
let sandbox: Running;
let aws: string[];
let vantage: string[];
let endpoint: string;

beforeAll(async () => {
  folder = folderWith({
    'app-config.yaml': config,
    'answers.json': answers,
    'private.yaml': privateTemplate,
    'public.yaml': publicTemplate,
    'taken.json': { Cidr: '10.64.0.0/20', Nonsense: 1 },
  });
  sandbox = start(['sandbox', '--port', '0', '--state', 'state'], {
    cwd: folder,
  });
  const text = await sandbox.until('stdout', /^ca .*\n/m);
  const value = (name: string) =>
    new RegExp(`^${name}\\s+(\\S+)$`, 'm').exec(text)![1];
  endpoint = value('endpoint');
  aws = ['--region', 'eu-central-1', '--aws-endpoint-url', endpoint];
  vantage = [
    ...['--resolver', value('resolver')],
    ...['--proxy', value('tunnel')],
    ...['--trust-bundle', value('ca')],
  ];
});
afterAll(async () => {
  sandbox.process.kill('SIGTERM');
  await sandbox.finished;
  rmSync(folder, { recursive: true, force: true });
});

/** The configuration has the port of the sandbox from an environment variable. */
const place = () => ({
  cwd: folder,
  env: { SANDBOX_PORT: new URL(endpoint).port },
});
const inOwnProcess = (args: string[]) => runProcess(args, place());
/** In the process that these commands share, when the test is not about the exit code and the streams of a process. */
const here = (args: string[]) => run(args, place());
const toLocal = ['--environment', 'local'];

it('goes from answers to a healthy API, and back', async () => {
  const generated = await inOwnProcess([
    'generate',
    '--answers',
    'answers.json',
    '--out',
    'orders',
  ]);
  expect(generated).toMatchObject({ code: 0 });
  const verified = await here(['verify', 'orders', '--format', 'json']);
  expect(verified).toMatchObject({ code: 0 });
  expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'private' });

  const artifacts = ['--artifact-bucket', 'private-serverless-artifacts'];
  const lacking = await inOwnProcess([
    'deploy',
    'orders',
    ...aws,
    ...artifacts,
  ]);
  expect(lacking.stderr).toMatch(
    /VpcCidr.* has no value and no default\..*\nOr set --environment local, and --config/,
  );
  expect(lacking.code).toBe(2);

  const deployed = await inOwnProcess([
    'deploy',
    'orders',
    ...toLocal,
    '--json',
  ]);
  expect(deployed.stderr).toMatch(
    /✓ ApiFunction AWS::Lambda::Function CREATE_COMPLETE/,
  );
  expect(deployed.code).toBe(0);
  // The account of the credentials must be that of the environment.
  const requests = await fetch(`${endpoint}/_sandbox/requests`);
  const { counts } = await requests.json();
  expect(counts.GetCallerIdentity).toBeGreaterThan(0);
  const result = JSON.parse(deployed.stdout);
  expect(result).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
    outputs: { EndpointUrl: expect.stringMatching(/^https:/) },
  });

  const clients = awsClients({
    region: 'eu-central-1',
    awsEndpointUrl: endpoint,
  });
  const { cloudFormation } = clients;
  expect(
    await describeStack({ cloudFormation, stackName: 'orders-local' }),
  ).toMatchObject({
    tags: {
      'private-serverless.dev/entity-ref': 'component:default/orders',
      'private-serverless.dev/owner': 'group:default/shop',
    },
  });
  clients.close();

  const stack = ['--stack-name', 'orders-local', ...aws];
  const outputs = await here(['outputs', ...stack, '--json']);
  expect(JSON.parse(outputs.stdout)).toEqual(result.outputs);
  const readable = await here(['outputs', ...stack]);
  expect(readable.stdout).toContain(
    `EndpointUrl = ${result.outputs.EndpointUrl}\n`,
  );

  const url = result.outputs.EndpointUrl + result.outputs.HealthPath;
  const probed = await inOwnProcess(['probe', url, ...vantage, '--json']);
  expect(JSON.parse(probed.stdout)).toMatchObject({
    reachable: true,
    healthy: true,
    private: true,
    http: { status: 200 },
  });
  expect(probed.code).toBe(0);
  const refused = await here([
    'probe',
    url,
    ...vantage,
    '--allow-host',
    '.acme.internal',
  ]);
  expect(refused.stdout).toMatch(/policy\.host/);
  expect(refused.code).toBe(1);

  const [fn] = await (await fetch(`${endpoint}/_sandbox/functions`))
    .json()
    .then(body => (Array.isArray(body) ? body : body.functions));
  await fetch(`${endpoint}/_sandbox/functions/${fn.name}/stop`, {
    method: 'POST',
  });
  const broken = await inOwnProcess(['probe', url, ...vantage]);
  expect(broken.stdout).toMatch(/^not healthy, reachable, private/);
  expect(broken.stdout).toContain('http.status');
  expect(broken.code).toBe(1);

  const again = await here(['deploy', 'orders', ...toLocal]);
  expect(again).toMatchObject({
    code: 0,
    stdout: 'Nothing to change: the stack is in CREATE_COMPLETE.\n',
  });

  const destroyed = await inOwnProcess(['destroy', ...stack]);
  expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE: orders-local\n/);
  expect(destroyed.code).toBe(0);
  for (const command of ['outputs', 'destroy']) {
    const gone = await here([command, ...stack]);
    expect(gone.stderr).toMatch(/^Stack orders-local does not exist/);
    expect(gone).toMatchObject({ code: 1, stdout: '' });
  }
});

it('plans a deploy and leaves nothing in AWS', async () => {
  const args = ['deploy', 'private.yaml', '--stack-name', 'planned', ...aws];
  const plan = await here([...args, '--plan', '--json']);
  expect(plan.code).toBe(0);
  expect(JSON.parse(plan.stdout).changes).toContainEqual({
    logicalId: 'Vpc',
    type: 'AWS::EC2::VPC',
    action: 'Add',
  });
  const readable = await here([...args, '--plan']);
  expect(readable.stdout).toMatch(
    /^Would create:\n {2}Change set: Add 2\n(?:.*\n)* {2}\+ Vpc \(AWS::EC2::VPC\) is added\n/,
  );
  await expect(
    here(['outputs', '--stack-name', 'planned', ...aws]),
  ).resolves.toMatchObject({ code: 1 });
});

it('does not deploy a template that is not proven private', async () => {
  const stack = ['--stack-name', 'public', ...aws];
  const blocked = await here(['deploy', 'public.yaml', ...stack, '--json']);
  expect(blocked).toMatchObject({ code: 1, stdout: '' });
  expect(blocked.stderr).toMatch(/PS01/);
  expect(blocked.stderr).toMatch(
    /Stack public is not deployed: Not private: PS01 violated at Gateway/,
  );
  await expect(here(['outputs', ...stack])).resolves.toMatchObject({ code: 1 });
});

it('reports a failed deploy with its root cause first, on stderr and as JSON', async () => {
  await fault('failing', 'Log', 'The maximum number of log groups is reached');
  const stack = ['--stack-name', 'failing', ...aws];
  const failed = await here(['deploy', 'private.yaml', ...stack, '--json']);
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    status: 'ROLLBACK_COMPLETE',
    failure: {
      logicalId: 'Log',
      type: 'AWS::Logs::LogGroup',
      line: 7,
      reason: expect.stringContaining('maximum number'),
    },
  });
  expect(failed.stderr).toMatch(
    /^Stack failing was not created: Log \(AWS::Logs::LogGroup, template line 7\): The maximum number/m,
  );
});

it('names unknown parameters', async () => {
  const stack = ['--stack-name', 'parameters', ...aws];
  const refused = await here([
    'deploy',
    'private.yaml',
    ...stack,
    '--parameters',
    'taken.json',
  ]);
  expect(refused.stderr).toMatch(/has no parameter Nonsense/);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
});

it('cancels a deploy on SIGINT and reports what it left', async () => {
  const stack = ['--stack-name', 'cancelled', ...aws];
  // Longer than the first poll interval.
  await control('PUT', 'durations', { 'AWS::EC2::VPC': 4000 });
  const deploy = start(['deploy', 'private.yaml', ...stack], { cwd: folder });
  await deploy.until('stderr', /· Vpc AWS::EC2::VPC CREATE_IN_PROGRESS/);
  deploy.process.kill('SIGINT');
  const { code, stderr } = await deploy.finished;
  expect(stderr).toMatch(
    /^Canceled: stack cancelled: its deletion was requested.* It was left in DELETE_COMPLETE/m,
  );
  expect(code).toBe(1);
  await control('DELETE', 'durations');
});

it('stops a sandbox without an error, keeps its CA, and names a port that is in use', async () => {
  const port = new URL(endpoint).port;
  const taken = await inOwnProcess(['sandbox', '--port', port]);
  expect(taken.stderr).toMatch(
    new RegExp(`^--port: Port ${port} is in use\\. .*another port`),
  );
  // The advice appears once.
  expect(taken.stderr.match(/another port/g)).toHaveLength(1);
  expect(taken).toMatchObject({ code: 2, stdout: '' });

  const certificates: string[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const other = start(['sandbox', '--port', '0', '--state', 'other'], {
      cwd: folder,
    });
    await other.until('stdout', /^ca .*\n/m);
    certificates.push(
      readFileSync(path.join(folder, 'other', 'ca.pem'), 'utf8'),
    );
    other.process.kill(signal);
    await expect(other.finished).resolves.toMatchObject({ code: 0 });
  }
  expect(certificates[0]).toBe(certificates[1]);
});

/** Makes the creation of a resource fail. */
function fault(stackName: string, logicalId: string, reason: string) {
  return control('POST', 'faults', {
    stackName,
    logicalId,
    operation: 'CREATE',
    reason,
  });
}

/** Sends a control call to the sandbox. */
async function control(method: string, call: string, body?: unknown) {
  const response = await fetch(`${endpoint}/_sandbox/${call}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}
