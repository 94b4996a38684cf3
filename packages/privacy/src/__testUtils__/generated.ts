import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const environment = {
  id: 'local',
  title: 'Local',
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
  artifactBucket: 'artifacts',
  corporateCidrs: ['10.0.0.0/8'],
  network: {
    new: {
      cidrs: ['10.64.0.0/20'],
      prefixListIds: { dynamodb: 'pl-6ea54007', s3: 'pl-6ea54007' },
    },
  },
  tags: { costCentre: '42' },
};

/**
 * Generates a repository and returns its template and parameters. The generator
 * is an ES module, so it runs in a separate process.
 */
export async function generate(data: string[]): Promise<{
  template: string;
  parameters: Record<string, string>;
}> {
  const outDir = await mkdtemp(join(tmpdir(), 'privacy-'));
  const answers = {
    name: 'orders',
    description: 'Orders',
    owner: 'group:default/shop',
    environment: 'local',
    network: 'new',
    entry: 'endpoint',
    privateDns: false,
    frontend: 'none',
    data,
    services: [],
    authorization: 'none',
    mtls: false,
    waf: false,
    ci: 'none',
  };
  try {
    await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { generateProject } = await import(${JSON.stringify(
        // An absolute path, because the other process has no file to resolve it from.
        join(
          __dirname,
          '../../../../templates/private-serverless/generators/app/project.ts',
        ),
      )});
      await generateProject(${JSON.stringify({
        answers,
        environment,
        outDir,
      })});`,
    ]);
    const infrastructure = join(outDir, 'infrastructure');
    const read = (file: string) => readFile(join(infrastructure, file), 'utf8');
    return {
      template: await read('template.yaml'),
      parameters: JSON.parse(await read('parameters.local.json')).Parameters,
    };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
