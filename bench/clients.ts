import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import clients from '../packages/sandbox/clients.json';
import { cdkCommand, writeCloudAssembly } from './support/cdk';
import {
  type SandboxProcess,
  startSandboxProcess,
} from './support/sandboxProcess';
import { printTable, seconds } from './support/table';
import {
  awsSteps,
  cdkSteps,
  type Step,
  templates,
} from './support/clientSteps';

const stackName = 'orders';

/**
 * `npm run campaign:clients`: AWS's own clients, `cdk` and, if it is installed, `aws`, against the sandbox: create, no change,
 * update, failing, rollback, drift, destroy. Checks the exit code, the output and the state of the stack after each step,
 * and that packages/sandbox/clients.json lists exactly the API operations that each client needs.
 */
async function main() {
  const work = mkdtempSync(path.join(os.tmpdir(), 'clients-'));
  const failures: string[] = [];
  try {
    failures.push(...(await campaign(work, 'cdk', cdkSteps)));
    if (spawnSync('aws', ['--version']).error) {
      console.log('NOT RUN: the aws command is not installed.');
    } else {
      failures.push(...(await campaign(work, 'aws', awsSteps)));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const failure of failures) console.log(failure);
  console.log(failures.length === 0 ? 'nothing wrong' : 'FAILED');
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Runs the steps of one client in sequence against a new sandbox. @returns what was wrong */
async function campaign(
  work: string,
  client: 'aws' | 'cdk',
  steps: Step[],
): Promise<string[]> {
  const sandbox = await startSandboxProcess();
  const rows: string[][] = [];
  const failures: string[] = [];
  try {
    await sandbox.control('PUT', 'durations', { '*': 100 });
    for (const step of steps) {
      for (const [method, call, body] of step.before ?? []) {
        await sandbox.control(method, call, body);
      }
      const { ms, code, text } = await run(work, sandbox, client, step);
      const status = await statusOf(sandbox);
      const problems = [
        code === (step.code ?? 0) ? '' : `exit code ${code}`,
        status === step.status ? '' : `status ${status}, not ${step.status}`,
        !step.text || text.includes(step.text) ? '' : `no '${step.text}'`,
      ].filter(Boolean);
      const name = [client, ...step.args].join(' ');
      rows.push([
        name,
        seconds(ms),
        String(code),
        status,
        problems.join(', ') || 'as expected',
      ]);
      if (problems.length > 0) {
        failures.push(`${name}: ${problems.join(', ')}\n${text}`);
      }
    }
    failures.push(...(await compareOperations(sandbox, client)));
  } finally {
    await sandbox.stop();
  }
  printTable(['command', 'time', 'exit', 'stack', 'result'], rows);
  return failures;
}

async function run(
  work: string,
  sandbox: SandboxProcess,
  client: 'aws' | 'cdk',
  step: Step,
) {
  const folder = path.join(work, client);
  mkdirSync(folder, { recursive: true });
  const template = templates[step.template ?? 'first'];
  const [command, args] =
    client === 'cdk'
      ? [
          cdkCommand(),
          [
            ...step.args,
            '--app',
            writeCloudAssembly(folder, stackName, template),
            '--no-color',
            '--no-notices',
          ],
        ]
      : ['aws', step.args];
  writeFileSync(path.join(folder, 'template.json'), JSON.stringify(template));
  return output(command, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ENDPOINT_URL: sandbox.endpointUrl,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'clients',
      AWS_SECRET_ACCESS_KEY: 'clients',
      // Without telemetry, so that no data leaves this machine.
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
    },
  });
}

/** Runs a command. @returns its exit code, and what it wrote */
function output(
  command: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ ms: number; code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const begin = Date.now();
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const collect = (chunk: Buffer) => {
      text += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', code =>
      resolve({ ms: Date.now() - begin, code: code ?? 1, text }),
    );
  });
}

/** The status of the stack when its stack operation has ended. `none` if it does not exist. */
async function statusOf({ endpointUrl }: SandboxProcess): Promise<string> {
  const client = new CloudFormationClient({
    endpoint: endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'campaign', secretAccessKey: 'campaign' },
  });
  try {
    for (;;) {
      const { Stacks } = await client.send(
        new DescribeStacksCommand({ StackName: stackName }),
      );
      const status = Stacks![0].StackStatus!;
      if (!status.endsWith('_IN_PROGRESS')) return status;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return 'none';
    throw error;
  } finally {
    client.destroy();
  }
}

/** Every operation that clients.json lists for a client must be one that it really calls. */
async function compareOperations(
  sandbox: SandboxProcess,
  client: 'aws' | 'cdk',
): Promise<string[]> {
  const { counts } = await sandbox.control('GET', 'requests');
  console.log(`${client} called: ${Object.keys(counts).join(', ')}`);
  return clients.operations
    .filter(one => one.client === client && !counts[one.operation])
    .map(
      one =>
        `packages/sandbox/clients.json: ${client} does not call ${one.operation}. Remove the entry.`,
    );
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
