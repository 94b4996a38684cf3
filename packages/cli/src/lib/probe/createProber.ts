import {
  createProber,
  defaultAllowedCidrs,
  type GuardPolicy,
  type Prober,
  ProberOptionError,
  type ProberOptionName,
  shownUrl,
} from '@private-serverless/probe';
import { UsageError } from '../usage';
import { type ProbeOptions, secretVariables } from './options';
import { vantageOf } from './vantage';

/**
 * The prober for the options of `probe`.
 * @throws UsageError for an option, a file or an environment variable that is not valid
 */
export async function proberFor(
  url: URL,
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
): Promise<Prober> {
  const flags: Partial<Record<ProberOptionName, string>> = {
    allowedCidrs: '--allow-cidr',
    clientCertificate: `--client-certificate ${options.clientCertificate}`,
    connectProxy: '--connect-proxy',
    connectTo: '--connect-to',
    keyShare: '--key-share',
    proxy: '--proxy',
    resolvers: '--resolver',
    trustBundle: `--trust-bundle ${options.trustBundle}`,
  };
  const vantage = await vantageOf(options, env);
  const policy = policyFor(url, options);
  try {
    return createProber({
      vantage,
      policy,
      formatOption: option => flags[option] ?? option,
    });
  } catch (error) {
    if (!(error instanceof ProberOptionError)) throw error;
    throw new UsageError(inWordsOfTheCommand(error));
  }
}

/** What may be probed. The address guard cannot be turned off. */
function policyFor(url: URL, options: ProbeOptions): GuardPolicy {
  const { allowHost, allowCidr, allowPort = [] } = options;
  const ports = allowPort.map(portOf);
  return {
    allowedHosts: {
      suffixes: allowHost ?? [],
      // A host name of AWS is allowed only if it is written in full.
      exact: allowHost?.filter(host => !host.startsWith('.')) ?? [url.hostname],
    },
    allowedCidrs: allowCidr ?? [...defaultAllowedCidrs],
    // With --allow-host, the URL can come from somebody else, so it does not decide the port.
    allowedPorts: [
      ...new Set([
        443,
        ...ports,
        ...(allowHost ? [] : [Number(url.port || 443)]),
      ]),
    ],
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) {
    throw new UsageError(
      `--allow-port '${shownUrl(
        text,
      )}' is not a valid port. Use a number from 1 to 65535.`,
    );
  }
  return port;
}

/** An option that is given several times has no index, and a passphrase has an environment variable. */
function inWordsOfTheCommand({ option, message }: ProberOptionError): string {
  const text = message.replace(/^(--[a-z-]+)\[\d+\]/, '$1');
  return option === 'clientCertificate' && text.endsWith('its passphrase')
    ? `${text} in ${secretVariables.passphrase}`
    : text;
}
