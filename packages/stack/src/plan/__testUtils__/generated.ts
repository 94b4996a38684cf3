import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const generator = path.join(
  __dirname,
  '../../../../../templates/private-serverless/generators/app/project.ts',
);

/** A generated stack. */
export type Generated = {
  name: string;
  template: string;
  parameters: Record<string, string>;
};

const answers = {
  name: 'orders',
  description: 'Orders',
  owner: 'group:default/shop',
  environment: 'local',
  network: 'new',
  entry: 'endpoint',
  frontend: 'none',
  services: [],
  authorization: 'none',
  mtls: false,
  waf: false,
  ci: 'none',
};

const environment = {
  id: 'local',
  title: 'Local',
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
  artifactBucket: 'artifacts',
  network: {
    new: {
      cidrs: ['10.64.0.0/20'],
      prefixListIds: { dynamodb: 'pl-6ea54007', s3: 'pl-6ea54007' },
    },
  },
};

/** Every combination of the answers and settings of an environment that change a template. */
function combinations(): Array<{
  name: string;
  answers: object;
  environment: object;
}> {
  const choices: Array<
    Record<string, { answers?: object; environment?: object }>
  > = [
    {
      hello: { answers: { data: [] } },
      table: { answers: { data: ['dynamodb'] } },
    },
    {
      '': { answers: { privateDns: false } },
      'private DNS': { answers: { privateDns: true } },
    },
    {
      '': {},
      'baseline endpoints': { environment: { baselineEndpoints: true } },
    },
    {
      '': {},
      'key and boundary': {
        environment: {
          kmsKeyArn:
            'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555',
          permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
        },
      },
    },
    {
      'one network': { environment: { corporateCidrs: ['10.0.0.0/8'] } },
      'three networks': {
        environment: {
          corporateCidrs: ['10.0.0.0/9', '172.16.0.0/12', 'fd00::/8'],
        },
      },
    },
  ];
  return choices.reduce<
    Array<{ name: string; answers: object; environment: object }>
  >(
    (all, options) =>
      all.flatMap(one =>
        Object.entries(options).map(([name, more]) => ({
          name: [one.name, name].filter(Boolean).join(', '),
          answers: { ...one.answers, ...more.answers },
          environment: { ...one.environment, ...more.environment },
        })),
      ),
    [{ name: '', answers, environment }],
  );
}

/**
 * Generates the template of every combination that the generator supports. The generator is an ES module, so it runs in
 * a process of its own.
 */
export async function generateAll(): Promise<Generated[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plan-'));
  const all = combinations().map((one, index) => ({
    ...one,
    outDir: path.join(folder, String(index)),
  }));
  try {
    await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { generateProject } = await import(${JSON.stringify(generator)});
      for (const one of ${JSON.stringify(all)}) await generateProject(one);`,
    ]);
    return await Promise.all(
      all.map(async ({ name, outDir }) => {
        const read = (file: string) =>
          readFile(path.join(outDir, 'infrastructure', file), 'utf8');
        return {
          name,
          template: await read('template.yaml'),
          parameters: JSON.parse(await read('parameters.local.json'))
            .Parameters,
        };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
