import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cdkCommand, writeCloudAssembly } from './support/cdk';
import { bundledCommand } from './support/bundledCommand';
import { terminalEventAt } from './support/events';
import { startSandboxProcess } from './support/sandboxProcess';
import { printTable, seconds } from './support/table';
import { stages, stagedTemplate } from './support/template';
import { timed } from './support/timed';

/**
 * `npm run bench:deploy`: deploys one template with our command, the CDK's and, if it is installed, AWS's. The commands run in
 * sequence, each against a new sandbox with the same simulated durations. Measures the wall time of the process, the time from
 * the stack's terminal event to the exit, and the number of API calls. Then it repeats the deploy without a change.
 */
async function main() {
  const work = mkdtempSync(path.join(os.tmpdir(), 'bench-deploy-'));
  try {
    const templatePath = path.join(work, 'template.json');
    writeFileSync(templatePath, JSON.stringify(stagedTemplate, undefined, 2));
    const command = await bundledCommand(work);
    const tools = toolsFor(work, templatePath, command);
    const rows: string[][] = [];
    for (const total of durations()) {
      for (const tool of tools) rows.push(await measure(tool, total));
    }
    console.log('');
    printTable(
      [
        'simulated',
        'command',
        'wall time',
        'exit after the end',
        'requests',
        'again: wall time',
        'again: requests',
      ],
      rows,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A command that deploys the template as stack `bench`. */
type Tool = {
  name: string;
  command: string;
  args: (endpoint: string) => string[];
  cwd?: string;
};

function toolsFor(
  work: string,
  templatePath: string,
  ourCommand: string,
): Tool[] {
  const tools: Tool[] = [
    {
      name: 'private-serverless deploy',
      command: process.execPath,
      args: endpoint => [
        ourCommand,
        'deploy',
        templatePath,
        '--stack-name',
        'bench',
        '--region',
        'eu-central-1',
        '--aws-endpoint-url',
        endpoint,
      ],
    },
    {
      name: `cdk deploy`,
      command: process.execPath,
      args: () => [
        cdkCommand(),
        'deploy',
        '--app',
        writeCloudAssembly(work, 'bench', stagedTemplate),
        '--require-approval',
        'never',
        '--ci',
        'bench',
      ],
      cwd: work,
    },
  ];
  if (spawnSync('aws', ['--version']).error) {
    console.log('The aws command is not installed, so it is not measured.');
  } else {
    tools.push({
      name: 'aws cloudformation deploy',
      command: 'aws',
      args: () => [
        'cloudformation',
        'deploy',
        '--stack-name',
        'bench',
        '--template-file',
        templatePath,
        '--no-fail-on-empty-changeset',
      ],
    });
  }
  return tools;
}

async function measure(tool: Tool, totalMs: number): Promise<string[]> {
  const sandbox = await startSandboxProcess();
  try {
    await sandbox.control('PUT', 'durations', { '*': totalMs / stages });
    await sandbox.control('DELETE', 'requests');
    const first = await run(tool, sandbox.endpointUrl);
    const requests = await countOf(sandbox);
    const client = new CloudFormationClient({
      endpoint: sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    });
    const endedAt = await terminalEventAt(client, 'bench');
    client.destroy();
    await sandbox.control('DELETE', 'requests');
    const again = await run(tool, sandbox.endpointUrl);
    const row = [
      seconds(totalMs),
      tool.name,
      seconds(first.ms),
      seconds(first.endedAt - endedAt),
      String(requests),
      seconds(again.ms),
      String(await countOf(sandbox)),
    ];
    console.log(row.join('  '));
    return row;
  } finally {
    await sandbox.stop();
  }
}

async function countOf(
  sandbox: Awaited<ReturnType<typeof startSandboxProcess>>,
): Promise<number> {
  const { counts } = await sandbox.control('GET', 'requests');
  return Object.values(counts as Record<string, number>).reduce(
    (sum, count) => sum + count,
    0,
  );
}

function run({ command, args, cwd }: Tool, endpoint: string) {
  return timed(command, args(endpoint), {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd ?? os.tmpdir(),
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      // Without telemetry, so that no data leaves this machine.
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  });
}

/** Total simulated durations in milliseconds. The arguments are in seconds. @default 10 s and 60 s */
function durations(): number[] {
  const given = process.argv.slice(2).map(Number);
  if (given.some(value => !(value > 0))) {
    throw new Error('Usage: npm run bench:deploy -- [SECONDS …]');
  }
  return (given.length > 0 ? given : [10, 60]).map(value => value * 1000);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
