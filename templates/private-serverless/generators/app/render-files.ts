import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import PrivateServerlessGenerator from './generator.ts';
import { createHeadlessAdapter } from './headless-adapter.ts';
import { packagePath } from './package-root.ts';
import { normalizeText } from './repository/text-form.ts';

const namespace = 'private-serverless:app';

/**
 * Runs the Yeoman generator without a terminal.
 *
 * @param options - answers that are valid for the environment
 * @param folder - an empty folder, which the caller removes
 * @param log - receives what Yeoman logs
 * @returns normalized text of every generated file by path, sorted
 */
export async function renderFiles(
  options: { answers: Answers; environment: Environment },
  folder: string,
  log: (line: string) => void,
): Promise<Map<string, string>> {
  // Loaded when needed: `yo` brings an environment of its own.
  const { createEnv } = await import('yeoman-environment');
  const env = createEnv({
    cwd: folder,
    adapter: createHeadlessAdapter(log),
    // The folder is empty, and nobody installs the generated package.json here.
    force: true,
    skipInstall: true,
    skipCache: true,
  });
  env.register(PrivateServerlessGenerator, {
    namespace,
    resolved: packagePath('generators/app/index.js'),
  });
  const settings = { force: true, skipInstall: true, isNewFolder: true };
  await env.run([namespace], { ...options, ...settings });

  const files = new Map<string, string>();
  for (const path of await listFiles(folder)) {
    files.set(path, normalizeText(await readFile(join(folder, path), 'utf8')));
  }
  return files;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .map(path => path.replaceAll('\\', '/'))
    .sort();
}
