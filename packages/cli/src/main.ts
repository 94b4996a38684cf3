import { Command, CommanderError } from 'commander';
import type { StackError } from '@private-serverless/stack';
import { addDeploy } from './commands/deploy';
import { addDestroy } from './commands/destroy';
import { addDrift } from './commands/drift';
import { addEnvironment } from './commands/environment';
import { addGenerate } from './commands/generate';
import { addOutputs } from './commands/outputs';
import { addProbe } from './commands/probe';
import { addSandbox } from './commands/sandbox';
import { addVerify } from './commands/verify';
import type { Io } from './lib/io';
import { loaded } from './lib/loaded';

const { version } = require('../package.json') as { version: string };

/**
 * Runs one command.
 *
 * @returns the exit code: 0 success; 1 a negative result or a failure; 2 an invalid option or file
 */
export async function main(args: string[], io: Io): Promise<number> {
  // Kept until the end: Commander repeats an argument that it rejects, and the argument may be a URL with a password.
  let messages = '';
  const keep = (text: string) => {
    messages += text;
  };
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
      writeErr: keep,
      outputError: keep,
    })
    .exitOverride();
  for (const add of [
    addGenerate,
    addVerify,
    addDeploy,
    addOutputs,
    addDrift,
    addDestroy,
    addEnvironment,
    addProbe,
    addSandbox,
  ]) {
    add(program, io);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (messages) {
      // Loaded on demand, so that a command that succeeds starts faster.
      const { withoutSecrets } = await loaded(
        import('@private-serverless/stack/local'),
      );
      io.err(withoutSecrets(messages));
    }
    return report(error, io);
  }
}

/** Names of errors with exit code 2. Errors are compared by name, since each bundled command has its own classes. */
const usageErrors = new Set([
  'UsageError',
  'AnswersError',
  'ProberOptionError',
  'RepositoryError',
]);
/** Names of errors whose message is written even with DEBUG, because it was written for the user. */
const ownErrors = new Set([...usageErrors, 'StackError']);

function report(error: unknown, io: Io): number {
  if ((error as Error)?.name === 'NegativeResult') return 1;
  if (error instanceof CommanderError) {
    // Commander has already written the help, and its message was written above.
    return error.exitCode === 0 ? 0 : 2;
  }
  const { name, message, stack } = error as Error;
  const isOwn = ownErrors.has(name);
  io.err(process.env.DEBUG && !isOwn ? `${stack}` : `${message ?? error}`);
  const isInput =
    name === 'StackError' && (error as StackError).code === 'input';
  return isInput || usageErrors.has(name) ? 2 : 1;
}
