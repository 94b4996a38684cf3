import type { Command } from 'commander';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readEnvironment } from '../lib/environments';
import type { Io } from '../lib/io';
import { UsageError } from '../lib/usage';

type Options = { answers: string; out: string; config?: string };

/** `generate --answers FILE.json --out DIR [--config FILE]` */
export function addGenerate(program: Command, io: Io) {
  program
    .command('generate')
    .description('write the repository of a new service')
    .requiredOption('--answers <file>', 'JSON file with the answers')
    .requiredOption('--out <dir>', 'folder for the repository')
    .option(
      '--config <file>',
      'YAML file with privateServerless.environments (default: the nearest app-config.yaml)',
    )
    .action(async (options: Options) => {
      const answers = await readAnswers(options.answers);
      await refuseFile(options.out);
      const environment = await readEnvironment({
        id: answers.environment,
        file: options.config,
      });
      // ESM only; the generator checks the environment's other fields.
      const { generateProject } = await import('generator-private-serverless');
      type Input = Parameters<typeof generateProject>[0];
      const { files, stackName } = await generateProject({
        answers,
        environment: environment as unknown as Input['environment'],
        outDir: path.resolve(options.out),
        log: io.err,
      });
      io.out(
        `${files.length} files in ${options.out} (stack ${stackName}). Next: verify ${options.out}, then deploy ${options.out}`,
      );
    });
}

async function readAnswers(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UsageError(`--answers ${file} cannot be read: ${error.message}`);
  });
  try {
    const answers = JSON.parse(text);
    if (answers && typeof answers === 'object' && !Array.isArray(answers)) {
      return answers;
    }
  } catch (error) {
    throw new UsageError(
      `--answers ${file} is no JSON: ${(error as Error).message}`,
    );
  }
  throw new UsageError(`--answers ${file} must hold one JSON object.`);
}

async function refuseFile(out: string) {
  const existing = await stat(out).catch(() => undefined);
  if (existing && !existing.isDirectory()) {
    throw new UsageError(`--out ${out} is a file: name a folder.`);
  }
}
