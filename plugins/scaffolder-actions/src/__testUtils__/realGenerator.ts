import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { GenerateProject } from '../lib/generate/generator';

const ownFolder = resolvePackagePath(
  '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless',
);

const script = `
  const { generateProject } = await import('generator-private-serverless');
  const options = JSON.parse(process.argv[1]);
  try {
    process.stdout.write(JSON.stringify({ result: await generateProject(options) }));
  } catch (error) {
    process.stdout.write(JSON.stringify({ error: { name: error.name, message: error.message } }));
  }
`;

/** The real generator in a separate Node process, because Jest cannot load ES modules. */
export const generateInChild: GenerateProject = async ({ log, ...options }) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, JSON.stringify(options)],
    { cwd: ownFolder, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const { result, error } = JSON.parse(stdout);
  if (error) {
    throw Object.assign(new Error(error.message), { name: error.name });
  }
  return result;
};
