import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Environment } from './environment.ts';
import PrivateServerlessGenerator from './generator.ts';
import { createHeadlessAdapter } from './headless-adapter.ts';
import { installFiles } from './install-files.ts';
import { packagePath, templateVersion } from './package-root.ts';
import { stackName } from './parameters.ts';
import { validateAnswers } from './validate.ts';

const namespace = 'private-serverless:app';

/**
 * Writes the repository of a new service, or writes its generated files again into an existing one.
 *
 * @param options.answers - checked by `validateAnswers`
 * @param options.environment - the environment that the answers name
 * @param options.outDir - folder for the repository; created when missing; files that are not generated stay
 * @param options.log - gets lines for people
 * @returns the files written, relative to `outDir`, sorted
 * @throws AnswersError when the answers or the environment don't allow a service; Error when files can't be written.
 * Then `outDir` is as it was.
 */
export async function generateProject(options: {
  answers: unknown;
  environment: Environment;
  outDir: string;
  log?: (line: string) => void;
}): Promise<{ files: string[]; stackName: string; templateVersion: string }> {
  const { environment, log = () => undefined } = options;
  const answers = validateAnswers(options.answers, environment);
  const outDir = resolve(options.outDir);
  const workDir = await mkdtemp(join(tmpdir(), 'private-serverless-'));
  try {
    await runGenerator({ answers, environment }, workDir, log);
    const files = await listFiles(workDir);
    await installFiles(workDir, outDir, files);
    log(`Wrote ${files.length} files of ${answers.name}`);
    return {
      files,
      stackName: stackName(answers, environment),
      templateVersion,
    };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function runGenerator(
  options: { answers: unknown; environment: Environment },
  cwd: string,
  log: (line: string) => void,
): Promise<void> {
  // Loaded when needed: `yo` brings an environment of its own.
  const { createEnv } = await import('yeoman-environment');
  const env = createEnv({
    cwd,
    adapter: createHeadlessAdapter(log),
    // Never ask about an existing file, never install the generated package.json.
    force: true,
    skipInstall: true,
    skipCache: true,
  });
  env.register(PrivateServerlessGenerator, {
    namespace,
    resolved: packagePath('generators/app/index.js'),
  });
  await env.run([namespace], { ...options, force: true, skipInstall: true });
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry =>
      relative(folder, join(entry.parentPath, entry.name)).replaceAll(
        '\\',
        '/',
      ),
    )
    .sort();
}
