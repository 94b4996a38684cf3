import { FailureCode, ProbeResult } from './types';

/** What a text about a failure can name. Whatever is missing is paraphrased. @public */
export type FailureFacts = {
  host?: string;
  ip?: string;
  port?: number;
  vantage?: string;
  /** ISO 8601 */
  date?: string;
  names?: string[];
  location?: string;
  status?: number;
  expectedStatus?: number[];
};

type Text = {
  headline: (facts: FailureFacts) => string;
  advice: string | ((facts: FailureFacts) => string);
};

const name = ({ host }: FailureFacts) => host ?? 'The name';
const address = ({ ip }: FailureFacts) => ip ?? 'The address';
const fixed = (text: string) => () => text;

function statusAdvice({ status = 0 }: FailureFacts): string {
  if (status === 401 || status === 403) {
    return "Look at the API's resource policy and its authorisation.";
  }
  if (status === 404) return 'Check the health path and the stage.';
  if (status === 429) return "Raise the stage's throttling limits.";
  if (status >= 500) return "Look at the function's log.";
  return 'Check the health path and what its handler answers.';
}

const texts: Record<FailureCode, Text> = {
  'dns.nxdomain': {
    headline: f => `${name(f)} doesn't exist here`,
    advice: 'Associate the hosted zone with this VPC, or add a resolver rule.',
  },
  'dns.servfail': {
    headline: fixed('The resolver failed'),
    advice: "Check the resolver rule's targets.",
  },
  'dns.timeout': {
    headline: fixed('The resolver is silent'),
    advice: "Open port 53 to it, or correct the vantage's resolver.",
  },
  'dns.public_answer': {
    headline: f => `${name(f)} resolves to public ${f.ip ?? 'addresses'}`,
    advice: 'Point the name to the inside, and find out who changed it.',
  },
  'dns.misrouted': {
    headline: fixed('Private DNS is not in force here'),
    advice: "Use the VPC's resolver, or the {api}-{vpce} host name.",
  },
  'tcp.refused': {
    headline: f => `${address(f)} refuses port ${f.port ?? 443}`,
    advice: 'Check the listener; the target may be stale.',
  },
  'tcp.timeout': {
    headline: f => `${address(f)} is silent`,
    advice: 'Admit {vantage} in the security group and the network ACL.',
  },
  'tcp.reset': {
    headline: fixed('The connection was cut'),
    advice: 'Suspect a firewall; compare other vantages.',
  },
  'tcp.unreachable': {
    headline: f => `No route to ${f.ip ?? 'the address'}`,
    advice: 'Check the routes, both ways.',
  },
  'tunnel.refused': {
    headline: fixed('The tunnel says no'),
    advice: "Check the tunnel's allow list.",
  },
  'tunnel.timeout': {
    headline: fixed('The tunnel is silent'),
    advice: 'Restart the bastion or the port forward.',
  },
  'tls.expired': {
    headline: f =>
      f.date
        ? `The certificate ended ${f.date.slice(0, 10)}`
        : 'The certificate is outside its dates',
    advice: 'Renew it; with ACM, check its validation record.',
  },
  'tls.hostname': {
    headline: f =>
      f.names?.length
        ? `The certificate names ${f.names.slice(0, 3).join(', ')}`
        : 'The certificate is for another name',
    advice: 'Attach the certificate for {host}.',
  },
  'tls.untrusted': {
    headline: fixed("The certificate's issuer is not trusted"),
    advice: "Add it to the vantage's trustBundle, or serve the whole chain.",
  },
  'tls.protocol': {
    headline: fixed('No common TLS version'),
    advice: 'Give the listener a security policy for TLS 1.2 and 1.3.',
  },
  'tls.client_certificate': {
    headline: fixed('The client certificate was refused'),
    advice: 'Set one for the vantage; check the trust store.',
  },
  'tls.timeout': {
    headline: fixed('The TLS handshake stalled'),
    advice: 'Suspect the path MTU, or an inspecting firewall.',
  },
  'http.status': {
    headline: f =>
      `Status ${f.status ?? 'unexpected'}, expected ${
        f.expectedStatus?.join(' or ') ?? 200
      }`,
    advice: statusAdvice,
  },
  'http.timeout': {
    headline: fixed('Connected, but no answer'),
    advice: "Look at the function's log.",
  },
  'http.redirect': {
    headline: f => `Redirects to ${f.location ?? 'another place'}`,
    advice: 'Set the final health path.',
  },
  'http.protocol': {
    headline: fixed('The answer is not HTTP'),
    advice: "Check the port and the target group's protocol.",
  },
  'body.mismatch': {
    headline: fixed('Unexpected content'),
    advice: 'Compare with the health handler.',
  },
  'body.too_large': {
    headline: fixed('The health body is over 64 KiB'),
    advice: 'Return less.',
  },
  'policy.host': {
    headline: f => `${name(f)} may not be probed`,
    advice: 'Add it to allowedHostSuffixes, or correct the annotation.',
  },
  'policy.address': {
    headline: f => `${address(f)} may not be probed`,
    advice: 'Add its range to allowedCidrs, if it is yours.',
  },
  'policy.url': {
    headline: fixed('This URL may not be probed'),
    advice: 'Use https, a listed port, and no user name.',
  },
};

/**
 * A failure in words for people: what happened, and what to do.
 * @public
 */
export function failureText(
  code: FailureCode,
  facts: FailureFacts = {},
): { headline: string; advice: string } {
  const { headline, advice } = texts[code];
  return {
    headline: headline(facts),
    advice: (typeof advice === 'string' ? advice : advice(facts))
      .replace('{vantage}', facts.vantage ?? 'the vantage')
      .replace('{host}', facts.host ?? 'this host'),
  };
}

/**
 * The facts that a result knows by itself; the host is the caller's to add.
 * @public
 */
export function failureFacts(result: ProbeResult): FailureFacts {
  const [, ip, port] =
    /^\[?([^\]]+?)\]?:(\d+)$/.exec(result.connectedTo ?? '') ?? [];
  return {
    vantage: result.vantage,
    ip: ip ?? result.addresses[0],
    ...(port && { port: Number(port) }),
    ...(result.tls && {
      date: result.tls.chainNotAfter,
      names: result.tls.names,
    }),
    ...(result.http && {
      status: result.http.status,
      location: result.http.location,
    }),
  };
}
