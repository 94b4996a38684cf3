import { Command, CommanderError } from 'commander';
import { StackError, withoutSecrets } from '@private-serverless/stack';
import { addDeploy } from './commands/deploy';
import { addDestroy } from './commands/destroy';
import { addDrift } from './commands/drift';
import { addGenerate } from './commands/generate';
import { addOutputs } from './commands/outputs';
import { addProbe } from './commands/probe';
import { addSandbox } from './commands/sandbox';
import { addVerify } from './commands/verify';
import type { Io } from './lib/io';
import { NegativeResult, UsageError } from './lib/usage';

const { version } = require('../package.json') as { version: string };

/**
 * Runs one command.
 *
 * @returns the exit code: 0 done; 1 the answer is no, or it failed; 2 the caller's mistake
 */
export async function main(args: string[], io: Io): Promise<number> {
  const program = new Command('private-serverless')
    .description(
      'Private serverless APIs on AWS: generate, prove, deploy, probe',
    )
    .version(version)
    .showHelpAfterError('Add --help to the command for its options.')
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      // Commander repeats an argument that it rejects, which may be a URL with a password.
      outputError: (text, write) => write(withoutSecrets(text)),
    })
    .exitOverride();
  for (const add of [
    addGenerate,
    addVerify,
    addDeploy,
    addOutputs,
    addDrift,
    addDestroy,
    addProbe,
    addSandbox,
  ]) {
    add(program, io);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, io);
  }
}

/** Errors by name, since the generator and the libraries may be loaded as separate copies. */
const mistakes = new Set(['UsageError', 'AnswersError', 'RepositoryError']);

function report(error: unknown, io: Io): number {
  if (error instanceof NegativeResult) return 1;
  if (error instanceof CommanderError) {
    // Commander has written its message, or the help, itself.
    return error.exitCode === 0 ? 0 : 2;
  }
  const { name, message, stack } = error as Error;
  if (error instanceof StackError || error instanceof UsageError) {
    io.err(message);
    return error instanceof UsageError || error.code === 'input' ? 2 : 1;
  }
  if (mistakes.has(name)) {
    io.err(message);
    return 2;
  }
  io.err(process.env.DEBUG ? `${stack}` : `${message ?? error}`);
  return 1;
}
