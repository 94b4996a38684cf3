import { type Command, InvalidArgumentError } from 'commander';
import type { Io } from '../lib/io';
import { run } from '../run';
import type { ProbeOptions } from '../run/probe';

/** `probe URL [--resolver A] [--connect-proxy U] [--trust-bundle F] [--allow-host SUFFIX] [--json]` */
export function addProbe(program: Command, io: Io) {
  program
    .command('probe')
    .description('Probe a URL once, phase by phase')
    .argument('<url>', 'URL to probe, https://…')
    .option(
      '--resolver <address>',
      'Address of a DNS resolver, such as 10.0.0.2:53',
    )
    .option('--connect-proxy <url>', 'HTTP proxy for a CONNECT tunnel')
    .option(
      '--trust-bundle <file>',
      'PEM file with additional root certificates',
    )
    .option(
      '--allow-host <suffix>',
      'Host or suffix that may be probed. Repeat the option for several hosts (default: the host of the URL)',
      collectHosts,
    )
    .option('--json', 'Write the result as JSON')
    .action(async (text: string, options: ProbeOptions) => {
      await run.probe(text, options, io);
    });
}

function collectHosts(value: string, before: string[] = []): string[] {
  if (!/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(value)) {
    throw new InvalidArgumentError(
      'Use a suffix such as .acme.internal, or a host name.',
    );
  }
  return [...before, value];
}
