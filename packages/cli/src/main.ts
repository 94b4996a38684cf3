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
 * @returns the exit code: 0 success; 1 a negative result or a failure; 2 an invalid option or file
 */
export async function main(args: string[], io: Io): Promise<number> {
  const program = new Command('private-serverless')
    .description(
      'Generate, verify, deploy and probe private serverless APIs on AWS',
    )
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show the help')
    .helpCommand('help [command]', 'Show the help of a command')
    .showHelpAfterError('Add --help to list the options of the command.')
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      // Commander repeats an argument that it rejects, and the argument may be a URL with a password.
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

/** Names of errors with exit code 2. They are compared by name, since a package may be loaded twice. */
const usageErrors = new Set([
  'UsageError',
  'AnswersError',
  'ProberOptionError',
  'RepositoryError',
]);

function report(error: unknown, io: Io): number {
  if (error instanceof NegativeResult) return 1;
  if (error instanceof CommanderError) {
    // Commander has already written its message or the help.
    return error.exitCode === 0 ? 0 : 2;
  }
  const { name, message, stack } = error as Error;
  if (error instanceof StackError || error instanceof UsageError) {
    io.err(message);
    return error instanceof UsageError || error.code === 'input' ? 2 : 1;
  }
  if (usageErrors.has(name)) {
    io.err(message);
    return 2;
  }
  io.err(process.env.DEBUG ? `${stack}` : `${message ?? error}`);
  return 1;
}
