import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** An absolute path, because the process that loads it has no file to resolve it from. */
const generator = path.resolve(
  path.dirname(require.resolve('private-serverless-testing/package.json')),
  '../../templates/private-serverless/generators/app/project.ts',
);

/** A generated template with its parameters. */
export type Generated = {
  template: string;
  parameters: Record<string, string>;
};

/** Answers for the smallest service, `orders`, in the environment `local`. */
export const answersOfOrders = {
  name: 'orders',
  description: 'Orders',
  owner: 'group:default/shop',
  environment: 'local',
  network: 'new',
  entry: 'endpoint',
  privateDns: false,
  frontend: 'none',
  data: [],
  services: [],
  authorization: 'none',
  mtls: false,
  waf: false,
  ci: 'none',
};

/** The environment `local`. */
export const localEnvironment = {
  id: 'local',
  title: 'Local',
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
  artifactBucket: 'artifacts',
  network: {
    new: {
      cidrs: ['10.64.0.0/12'],
      netmaskLength: 20,
    },
  },
};

/**
 * Generates repositories and returns their templates, in the same order. The generator is an ES module, which Jest cannot
 * load, so it runs in one process of its own.
 *
 * @param all - changes of {@link answersOfOrders} and {@link localEnvironment}
 * @throws Error with the generator's message on standard error
 */
export async function generateTemplates(
  all: Array<{ answers?: object; environment?: object }>,
): Promise<Generated[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'generated-'));
  const options = all.map((one, index) => ({
    answers: { ...answersOfOrders, ...one.answers },
    environment: { ...localEnvironment, ...one.environment },
    outDir: path.join(folder, String(index)),
  }));
  try {
    await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { generateProject } = await import(${JSON.stringify(generator)});
      for (const one of ${JSON.stringify(
        options,
      )}) await generateProject(one);`,
    ]);
    return await Promise.all(
      options.map(async ({ outDir }) => {
        const read = (file: string) =>
          readFile(path.join(outDir, 'infrastructure', file), 'utf8');
        return {
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
