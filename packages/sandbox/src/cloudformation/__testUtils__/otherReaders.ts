import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Reading } from './texts';

const run = promisify(execFile);

/** Debian's package libyaml-snake-java. */
const snakeYamlJar = '/usr/share/java/snakeyaml.jar';

/**
 * Reads texts with SnakeYAML. Undefined if this machine does not have Java 17
 * and SnakeYAML.
 */
export async function readWithSnakeYaml(
  texts: string[],
): Promise<Reading[] | undefined> {
  if (!existsSync(snakeYamlJar)) return undefined;
  const version = await run('java', ['-version']).catch(() => undefined);
  const major = /version "(\d+)/.exec(version?.stderr ?? '')?.[1];
  if (Number(major ?? 0) < 17) return undefined;
  return inFolder(async folder => {
    const file = path.join(folder, 'texts');
    await writeFile(file, texts.map(text => JSON.stringify(text)).join('\n'));
    const program = path.join(__dirname, 'SnakeYaml.java');
    const { stdout } = await run('java', ['-cp', snakeYamlJar, program, file]);
    return stdout
      .trimEnd()
      .split('\n')
      .map(line => {
        const found = JSON.parse(line) as
          | { value: unknown }
          | { error: string };
        return 'error' in found ? { rejected: true } : found;
      });
  });
}

/**
 * Whether cfn-lint accepts texts (rule E0000). Undefined if cfn-lint is not
 * installed.
 */
export async function acceptedByCfnLint(
  texts: string[],
): Promise<boolean[] | undefined> {
  const version = await run('cfn-lint', ['--version']).catch(() => undefined);
  if (!version) return undefined;
  return inFolder(async folder => {
    const files = texts.map((_, index) => path.join(folder, `${index}.yaml`));
    await Promise.all(files.map((file, i) => writeFile(file, texts[i]!)));
    const { stdout } = await run(
      'cfn-lint',
      ['--format', 'json', '--regions', 'eu-central-1', '--', ...files],
      { maxBuffer: 64 * 1024 * 1024 },
    ).catch(error => error as { stdout: string });
    const matches = JSON.parse(stdout) as Array<{
      Filename: string;
      Rule: { Id: string };
    }>;
    const unreadable = new Set(
      matches.filter(m => m.Rule.Id === 'E0000').map(m => m.Filename),
    );
    return files.map(file => !unreadable.has(file));
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'readers-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
