import { FailureCode, ProbeResult } from '@private-serverless/wire';

/** Values for the texts of a failure. A text without its value uses a general term. @public */
export type FailureFacts = {
  host?: string;
  ip?: string;
  port?: number;
  vantage?: string;
  /** ISO 8601. */
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
    return 'Check the resource policy of the API and its authorization.';
  }
  if (status === 404) return 'Check the health path and the stage.';
  if (status === 429) return 'Raise the throttling limits of the stage.';
  if (status >= 500) return 'Check the log of the function.';
  return 'Check the health path and the response of its handler.';
}

const texts: Record<FailureCode, Text> = {
  'dns.nxdomain': {
    headline: f => `${name(f)} does not resolve`,
    advice:
      'Associate the hosted zone with the VPC of {vantage}, or add a resolver rule.',
  },
  'dns.servfail': {
    headline: fixed('The resolver returned an error'),
    advice: 'Check the targets of the resolver rule.',
  },
  'dns.timeout': {
    headline: fixed('No response from the resolver'),
    advice:
      'Allow port 53 to the resolver, or correct the resolver that {vantage} uses.',
  },
  'dns.public_answer': {
    headline: f =>
      `${name(f)} resolves to the public ${
        f.ip ? `address ${f.ip}` : 'addresses'
      }`,
    advice:
      'Point the name to a private address, and find out who changed the record.',
  },
  'dns.misrouted': {
    headline: fixed('Private DNS is not in effect'),
    advice: 'Use the resolver of the VPC, or the {api}-{vpce} host name.',
  },
  'tcp.refused': {
    headline: f => `${address(f)} refused port ${f.port ?? 443}`,
    advice:
      'Check that a listener uses this port, and that the ALB targets are current.',
  },
  'tcp.timeout': {
    headline: f => `No response from ${f.ip ?? 'the address'}`,
    advice:
      'Allow traffic from {vantage} in the security group and the network ACL.',
  },
  'tcp.reset': {
    headline: fixed('Connection reset'),
    advice: 'Check the firewalls on the path, and compare with other vantages.',
  },
  'tcp.unreachable': {
    headline: f => `No route to ${f.ip ?? 'the address'}`,
    advice: 'Check the routes in both directions.',
  },
  'tunnel.refused': {
    headline: fixed('Proxy refused the connection'),
    advice: 'Check the allow list of the proxy.',
  },
  'tunnel.timeout': {
    headline: fixed('No response from the proxy'),
    advice: 'Restart the bastion or the port forward.',
  },
  'tls.expired': {
    headline: f =>
      f.date
        ? `Certificate expired on ${f.date.slice(0, 10)}`
        : 'Certificate expired or not yet valid',
    advice:
      'Renew the certificate. For an ACM certificate, check its validation record.',
  },
  'tls.hostname': {
    headline: f =>
      f.names?.length
        ? `Certificate is for ${f.names.slice(0, 3).join(', ')}`
        : 'Certificate is for another name',
    advice: 'Attach a certificate that includes {host}.',
  },
  'tls.untrusted': {
    headline: fixed('Certificate issuer is not trusted'),
    advice:
      'Add the issuer to the trustBundle of the vantage, or serve the whole chain.',
  },
  'tls.protocol': {
    headline: fixed('No common TLS version or cipher'),
    advice: 'Use a listener security policy with TLS 1.2 and 1.3.',
  },
  'tls.client_certificate': {
    headline: fixed('Server requires a client certificate'),
    advice: 'Probe a target without mutual TLS, or check the trust store.',
  },
  'tls.timeout': {
    headline: fixed('TLS handshake timed out'),
    advice: 'Check the path MTU and TLS inspection by firewalls.',
  },
  'http.status': {
    headline: f =>
      `${f.status ? `Status ${f.status}` : 'Unexpected status'}, expected ${
        f.expectedStatus?.join(' or ') ?? 200
      }`,
    advice: statusAdvice,
  },
  'http.timeout': {
    headline: fixed('Connected, but no response'),
    advice: 'Check the log of the function.',
  },
  'http.redirect': {
    headline: f => `Redirects to ${f.location ?? 'another URL'}`,
    advice: 'Set the health path to a path that does not redirect.',
  },
  'http.protocol': {
    headline: fixed('Response is not HTTP'),
    advice: 'Check the port and the protocol of the target group.',
  },
  'body.mismatch': {
    headline: fixed('Unexpected response body'),
    advice:
      'Compare the expected body with the response of the health handler.',
  },
  'body.too_large': {
    headline: fixed('Response body is larger than 64 KiB'),
    advice: 'Return a smaller body from the health handler.',
  },
  'policy.host': {
    headline: f =>
      f.host ? `Host not allowed: ${f.host}` : 'Host not allowed',
    advice: 'Add its domain to allowedHostSuffixes, or correct the URL.',
  },
  'policy.address': {
    headline: f =>
      f.ip ? `Address not allowed: ${f.ip}` : 'Address not allowed',
    advice: 'If the address is in your network, add its range to allowedCidrs.',
  },
  'policy.url': {
    headline: fixed('URL not allowed'),
    advice: 'Use https, an allowed port, and no user name or password.',
  },
};

/**
 * The texts of a failure: what happened, and what to do.
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
 * The values that a result contains. It does not contain the host.
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
