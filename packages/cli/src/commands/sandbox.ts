import { type Command, InvalidArgumentError } from 'commander';
import path from 'node:path';
import type { Io } from '../lib/io';
import { loaded } from '../lib/loaded';
import { UsageError } from '../lib/usage';

type Options = { port: number; state?: string };

type SandboxModule = Pick<
  typeof import('@private-serverless/sandbox'),
  'startSandbox'
>;

/** `sandbox [--port P] [--state DIR]` */
export function addSandbox(program: Command, io: Io) {
  program
    .command('sandbox')
    .description('Run a local AWS until you stop it')
    .option(
      '--port <port>',
      'Port of the AWS endpoint; 0 uses any free port',
      port,
      4510,
    )
    .option(
      '--state <dir>',
      'Folder for the state and the CA certificate of the sandbox',
    )
    .action(async (options: Options) => {
      const startSandbox = await load();
      const stop = io.stop();
      const sandbox = await startSandbox({
        port: options.port,
        stateDir: options.state && path.resolve(options.state),
        log: io.err,
      }).catch((error: Error) => {
        // The error of a port that is in use or not permitted names the port and the fix.
        if (!(error.cause as NodeJS.ErrnoException | undefined)?.code) {
          throw error;
        }
        throw new UsageError(`--port: ${error.message}`);
      });
      try {
        io.out(
          [
            `endpoint  ${sandbox.endpointUrl}`,
            `resolver  ${sandbox.resolver}`,
            `tunnel    ${sandbox.connectProxyUrl}`,
            `ca        ${sandbox.caFile}`,
          ].join('\n'),
        );
        io.err('The sandbox accepts any credentials. Press Ctrl-C to stop it.');
        await aborted(stop);
      } finally {
        await sandbox.close();
      }
      io.err('Stopped.');
    });
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_533) {
    throw new InvalidArgumentError('Use a number from 0 to 65533.');
  }
  return value;
}

/** The sandbox is an optional peer dependency, installed only by those who need a local AWS. */
async function load() {
  try {
    const { startSandbox } = await loaded<SandboxModule>(
      import('@private-serverless/sandbox'),
    );
    return startSandbox;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new UsageError(
      'The sandbox is not installed. Run npm install --save-dev @private-serverless/sandbox.',
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
