import { readFile } from 'node:fs/promises';
import {
  createProber,
  defaultAllowedCidrs,
  failureFacts,
  failureText,
  type Prober,
  type ProberOptionName,
  type ProbeResult,
  shownUrl,
} from '@private-serverless/probe';
import type { Io } from '../lib/io';
import { NegativeResult, UsageError } from '../lib/usage';

/** Options of `probe`. */
export type ProbeOptions = {
  resolver?: string;
  connectProxy?: string;
  trustBundle?: string;
  allowHost?: string[];
  json?: boolean;
};

/** Runs `probe`. */
export async function runProbe(text: string, options: ProbeOptions, io: Io) {
  const url = urlOf(text);
  const prober = proberFor(url, options, await readBundle(options.trustBundle));
  try {
    const result = await prober.probe({ id: text, url: text });
    io.out(
      options.json ? JSON.stringify(result, null, 2) : report(result, url),
    );
    if (!result.healthy) throw new NegativeResult();
  } finally {
    prober.close();
  }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') {
    throw new UsageError(
      `URL '${shownUrl(
        text,
      )}' is not a valid target. Use an https:// URL with a host name.`,
    );
  }
  if (url.username || url.password) {
    throw new UsageError(
      `URL '${shownUrl(
        text,
      )}' is not a valid target: it contains a user name or password. Remove them; the probe sends no credentials.`,
    );
  }
  if (url.port === '0') {
    throw new UsageError(
      `URL '${shownUrl(
        text,
      )}' is not a valid target: it has port 0. Use a port from 1 to 65535.`,
    );
  }
  return url;
}

async function readBundle(file?: string): Promise<string | undefined> {
  if (!file) return undefined;
  return readFile(file, 'utf8').catch(error => {
    throw new UsageError(
      `--trust-bundle ${file} cannot be read: ${error.message}`,
    );
  });
}

/** @throws ProberOptionError that names the option of the command */
function proberFor(
  url: URL,
  options: ProbeOptions,
  trustBundle: string | undefined,
): Prober {
  const flags: Partial<Record<ProberOptionName, string>> = {
    connectProxy: '--connect-proxy',
    resolver: '--resolver',
    trustBundle: `--trust-bundle ${options.trustBundle}`,
  };
  return createProber({
    vantage: {
      id: 'cli',
      resolver: options.resolver,
      connectProxy: options.connectProxy,
      trustBundle,
    },
    policy: {
      allowedHosts: {
        suffixes: options.allowHost ?? [],
        exact: options.allowHost ? [] : [url.hostname],
      },
      // The address guard cannot be turned off.
      allowedCidrs: [...defaultAllowedCidrs],
      allowedPorts: [Number(url.port || 443)],
    },
    formatOption: option => flags[option] ?? option,
  });
}

function report(result: ProbeResult, { hostname }: URL): string {
  const { timings, failure, http } = result;
  const phases = (['dns', 'tcp', 'tls', 'firstByte', 'transfer'] as const)
    .filter(name => timings[name] !== undefined)
    .map(name => `${name} ${Math.round(timings[name]!)} ms`);
  const lines = [
    `${result.healthy ? 'healthy' : 'not healthy'}, ${
      result.reachable ? 'reachable' : 'not reachable'
    }, ${privacy(result)}`,
    `  addresses: ${result.addresses.join(', ') || 'none'}`,
    `  phases: ${phases.join(', ') || 'none'}`,
  ];
  if (http) lines.push(`  status: ${http.status}`);
  if (failure) {
    const facts = { host: hostname, ...failureFacts(result) };
    const { headline, advice } = failureText(failure.code, facts);
    lines.push(
      `  ${failure.code}: ${headline}. What to do: ${advice}`,
      `  evidence: ${failure.message}`,
    );
  }
  return lines.join('\n');
}

function privacy({ private: isPrivate }: ProbeResult): string {
  if (isPrivate === undefined) return 'privacy unknown';
  return isPrivate ? 'private addresses only' : 'public addresses';
}
