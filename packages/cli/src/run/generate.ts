import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readEnvironment } from '../lib/environments';
import type { Io } from '../lib/io';
import { shownConflict } from '../lib/shownConflict';
import { NegativeResult, UsageError } from '../lib/usage';

/** Options of `generate`. */
export type GenerateOptions = {
  answers: string;
  out: string;
  config?: string[];
  force?: boolean;
};

/** Runs `generate`. */
export async function runGenerate(options: GenerateOptions, io: Io) {
  const answers = await readAnswers(options.answers);
  await refuseFile(options.out);
  // The generator is an ES module.
  const { formatResult, generateProject, validateAnswers } = await import(
    'generator-private-serverless'
  );
  if (typeof answers.environment !== 'string') validateAnswers(answers);
  const environment = await readEnvironment({
    id: answers.environment,
    files: options.config,
    warn: io.err,
  });
  const result = await generateProject({
    answers,
    environment,
    outDir: path.resolve(options.out),
    force: options.force,
    log: io.err,
  });
  const conflicts = result.conflicts.map(shownConflict);
  io.out(formatResult({ ...result, conflicts }));
  if (conflicts.length > 0) throw new NegativeResult();
  const { out } = options;
  const deploy = `deploy ${out} --environment ${environment.id}`;
  const isExisting = environment.network.existing && answers.network !== 'new';
  // The deploy describes an existing network. Before that, nothing about it can be proven.
  io.out(
    `Stack: ${result.stackName}. Next: run ${
      isExisting ? deploy : `verify ${out}, then ${deploy}`
    }`,
  );
}

async function readAnswers(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UsageError(`--answers ${file} cannot be read: ${error.message}`);
  });
  try {
    // Some editors and shells on Windows write a byte order mark.
    const answers = JSON.parse(text.replace(/^\ufeff/, ''));
    if (answers && typeof answers === 'object' && !Array.isArray(answers)) {
      return answers;
    }
  } catch (error) {
    throw new UsageError(
      `--answers ${file} is not valid JSON: ${
        (error as Error).message
      }. Correct the file, and save it as UTF-8.`,
    );
  }
  throw new UsageError(
    `--answers ${file} is not a JSON object. Enclose the answers in { and }.`,
  );
}

async function refuseFile(out: string) {
  const existing = await stat(out).catch(() => undefined);
  if (existing && !existing.isDirectory()) {
    throw new UsageError(`--out ${out} is a file. Use the path of a folder.`);
  }
}
