import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../lib/io';
import type { ProbeOptions } from '../lib/probe/options';
import { run } from '../run';

/** `probe URL [--proxy U] [--connect-to A:P] [--resolver A]… [--hosts-file] [--trust-bundle F] [--client-certificate F] [--key-share K] [--allow-host H]… [--allow-cidr C]… [--allow-port P]… [--json]` */
export function addProbe(program: Command, io: Io) {
  program
    .command('probe')
    .description('Probe a URL once, phase by phase')
    .argument('<url>', 'URL to probe, https://…')
    .option(
      '--proxy <url>',
      'Proxy: http://…, https://… or socks5://…. Its user and password come from PRIVATE_SERVERLESS_PROXY_USER and PRIVATE_SERVERLESS_PROXY_PASSWORD',
    )
    .option('--connect-proxy <url>', 'Deprecated: use --proxy')
    .option(
      '--connect-to <address:port>',
      'Connect to this address instead of the addresses of the name, such as 127.0.0.1:8443 for a port forward',
    )
    .option(
      '--resolver <address>',
      'Address of a DNS resolver, such as 10.0.0.2, 10.0.0.2:53 or 10.0.0.2/tcp. Repeat the option for several, which are queried in order (default: the resolvers of the system)',
      collect,
    )
    .option('--hosts-file', 'Look up names in the hosts file first')
    .option(
      '--trust-bundle <file>',
      'PEM file with additional root certificates',
    )
    .option(
      '--client-certificate <file>',
      'PEM file with certificate and key, or PKCS#12 file (.p12, .pfx). Its passphrase comes from PRIVATE_SERVERLESS_CLIENT_CERTIFICATE_PASSPHRASE',
    )
    .addOption(
      new Option(
        '--key-share <share>',
        'Key exchange of TLS: classical fits into one TCP segment, hybrid has a post-quantum key share (default: what Node.js offers)',
      ).choices(['hybrid', 'classical']),
    )
    .option(
      '--allow-host <suffix>',
      'Host or suffix that may be probed. Repeat the option for several hosts (default: the host of the URL)',
      collectHosts,
    )
    .option(
      '--allow-cidr <cidr>',
      'Address range that may be probed, instead of the private ranges. Repeat the option for several ranges',
      collect,
    )
    .option(
      '--allow-port <port>',
      'Port that may be probed in addition to 443. Repeat the option for several ports (default without --allow-host: the port of the URL)',
      collect,
    )
    .option('--json', 'Write the result as JSON')
    .action(async (text: string, options: ProbeOptions) => {
      await run.probe(text, options, io);
    });
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function collectHosts(value: string, before: string[] = []): string[] {
  if (!/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(value)) {
    throw new InvalidArgumentError(
      'Use a suffix such as .acme.internal, or a host name.',
    );
  }
  return [...before, value];
}
