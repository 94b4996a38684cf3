import { shownUrl } from '@private-serverless/probe';
import type { Io } from '../lib/io';
import { proberFor } from '../lib/probe/createProber';
import type { ProbeOptions } from '../lib/probe/options';
import { report } from '../lib/probe/report';
import { NegativeResult, UsageError } from '../lib/usage';

/** Runs `probe`. */
export async function runProbe(text: string, options: ProbeOptions, io: Io) {
  const url = urlOf(text);
  const prober = await proberFor(url, options, process.env);
  warnings(options).forEach(line => io.err(line));
  try {
    const result = await prober.probe({ id: text, url: text });
    const proxy = options.proxy ?? options.connectProxy;
    io.out(
      options.json
        ? JSON.stringify(result, null, 2)
        : report(result, { host: url.hostname, proxy }),
    );
    if (!result.healthy) throw new NegativeResult();
  } finally {
    prober.close();
  }
}

function warnings(options: ProbeOptions): string[] {
  const unused = (['resolver', 'hostsFile', 'allowCidr'] as const)
    .filter(name => options[name] !== undefined)
    .map(name => `--${name.replace(/[A-Z]/g, c => `-${c.toLowerCase()}`)}`);
  return [
    ...(options.connectProxy === undefined
      ? []
      : [
          '--connect-proxy is deprecated and will be removed. Use --proxy with the same URL.',
        ]),
    ...(options.connectTo === undefined || unused.length === 0
      ? []
      : [
          `${unused.join(
            ', ',
          )}: no effect with --connect-to, because no name is resolved.`,
        ]),
  ];
}

/** @throws UsageError if the text is not the URL of a target */
function urlOf(text: string): URL {
  const reject = (problem: string) =>
    new UsageError(`URL '${shownUrl(text)}' is not a valid target${problem}`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') {
    throw reject('. Use an https:// URL with a host name.');
  }
  if (url.username || url.password) {
    throw reject(
      ': it contains a user name or password. Remove them; the probe sends no credentials.',
    );
  }
  if (url.port === '0') {
    throw reject(': it has port 0. Use a port from 1 to 65535.');
  }
  return url;
}
