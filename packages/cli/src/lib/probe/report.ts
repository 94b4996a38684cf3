import {
  type Attempt,
  type Failure,
  type FailureCode,
  type FailureMeaning,
  failureFacts,
  failureText,
  meaningOf,
  type ProbeResult,
} from '@private-serverless/probe';
import { secretVariables } from './options';

/** The advice names keys of the configuration. These are the options of the command. */
const optionsFor: Partial<Record<FailureCode, string>> = {
  'dns.filtered': '--resolver ADDRESS',
  'dns.refused': '--resolver ADDRESS',
  'dns.timeout': '--resolver ADDRESS',
  'dns.unreachable': '--resolver ADDRESS',
  'policy.address': '--allow-cidr CIDR',
  'policy.host': '--allow-host HOST',
  'policy.url': '--allow-port PORT',
  'tls.client_certificate': '--client-certificate FILE',
  'tls.client_hello_size': '--key-share classical',
  'tls.untrusted': '--trust-bundle FILE',
  'tunnel.authentication': `set ${secretVariables.proxyUser} and ${secretVariables.proxyPassword}`,
  'tunnel.protocol': '--proxy http://…, https://… or socks5://…',
};

/**
 * A result as text for people.
 * @param on - `host` of the target, and `proxy` as the user wrote it
 */
export function report(
  result: ProbeResult,
  on: { host: string; proxy?: string },
): string {
  const { timings, failure, http, warnings = [] } = result;
  const phases = (['dns', 'tcp', 'tls', 'firstByte', 'transfer'] as const)
    .filter(name => timings[name] !== undefined)
    .map(name => `${name} ${Math.round(timings[name]!)} ms`);
  const describe = (one: Failure) => describeFailure(one, result, on.host);
  return [
    `${result.healthy ? 'healthy' : 'not healthy'}, ${
      result.reachable ? 'reachable' : 'not reachable'
    }, ${privacy(result)}`,
    `  addresses: ${result.addresses.join(', ') || 'none'}`,
    ...via(result, on.proxy),
    `  phases: ${phases.join(', ') || 'none'}`,
    ...(http ? [`  status: ${http.status}`] : []),
    ...failedAttempts(result),
    ...warnings.flatMap(warning => describe(warning).map(asWarning)),
    ...(failure
      ? [...describe(failure), ...consequence(failure, result.via)]
      : []),
  ].join('\n');
}

/** Without name resolution, nothing is known about the addresses of the name. */
function privacy({ private: isPrivate, via: access }: ProbeResult): string {
  if (access === 'connectTo') {
    return 'privacy not checked (--connect-to)';
  }
  if (isPrivate === undefined) return 'privacy unknown';
  return isPrivate ? 'private addresses only' : 'public addresses';
}

function via({ via: access, connectedTo }: ProbeResult, proxy = ''): string[] {
  switch (access) {
    case 'proxy':
      return [`  via: proxy ${proxy}`.trimEnd()];
    case 'connectTo':
      return [`  via: ${connectedTo ?? 'no connection'} (--connect-to)`];
    default:
      return [];
  }
}

/** The addresses that failed. If there was only one attempt, its failure is that of the result. */
function failedAttempts({ attempts = [] }: ProbeResult): string[] {
  if (attempts.length < 2) return [];
  return attempts
    .filter((attempt): attempt is Required<Attempt> => !!attempt.failure)
    .map(
      ({ address, failure }) =>
        `  failed attempt: ${address}: ${failure.code}: ${failure.message}`,
    );
}

function describeFailure(
  failure: Failure,
  result: ProbeResult,
  host: string,
): string[] {
  const { headline, advice } = failureText(failure.code, {
    ...failureFacts({ ...result, failure }),
    host,
    vantage: 'this machine',
    // The configuration of the backend has control targets, and the command has none.
    canSetControl: false,
  });
  const option = optionsFor[failure.code];
  return [
    `  ${failure.code}: ${headline}. What to do: ${advice}`,
    ...(option ? [`  in this command: ${option}`] : []),
    `  evidence: ${failure.message}`,
  ];
}

function asWarning(line: string, index: number): string {
  return index === 0 ? line.replace(/^ {2}/, '  warning: ') : line;
}

/** What a failure means that does not prove that the target is down. */
const consequences: Partial<Record<FailureMeaning, string>> = {
  unknown: 'says nothing about the target: the probe did not reach it',
  control:
    'says nothing about the target by itself. Probe another URL in the same way: if it responds, this target is down',
  exposed: 'the name leads to the internet',
};

function consequence(failure: Failure, access: ProbeResult['via']): string[] {
  const meaning = meaningOf(failure);
  // Another URL would go to the same port.
  const text =
    meaning === 'control' && access === 'connectTo'
      ? 'says nothing about the target by itself: the port forward can be the cause'
      : consequences[meaning];
  return text ? [`  meaning: ${text}`] : [];
}
