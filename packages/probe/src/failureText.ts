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
    advice: 'Associate the hosted zone with this VPC, or add a resolver rule.',
  },
  'dns.servfail': {
    headline: fixed('The resolver returned an error'),
    advice: 'Check the targets of the resolver rule.',
  },
  'dns.timeout': {
    headline: fixed('No response from the resolver'),
    advice: 'Allow port 53 to the resolver, or correct it in {vantage}.',
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
    advice: 'Check the listener and whether the ALB target is still current.',
  },
  'tcp.timeout': {
    headline: f => `No response from ${f.ip ?? 'the address'}`,
    advice: 'Allow {vantage} in the security group and the network ACL.',
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
    advice: 'Renew it. For an ACM certificate, check its validation record.',
  },
  'tls.hostname': {
    headline: f =>
      f.names?.length
        ? `Certificate is for ${f.names.slice(0, 3).join(', ')}`
        : 'Certificate is for another name',
    advice: 'Attach the certificate for {host}.',
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
    advice:
      'Use a target without mutual TLS for the health check. Check the trust store.',
  },
  'tls.timeout': {
    headline: fixed('TLS handshake timed out'),
    advice: 'Check the path MTU and TLS inspection by firewalls.',
  },
  'http.status': {
    headline: f =>
      `Status ${f.status ?? 'unexpected'}, expected ${
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
    advice: 'Use the final URL as the health path.',
  },
  'http.protocol': {
    headline: fixed('Response is not HTTP'),
    advice: 'Check the port and the protocol of the target group.',
  },
  'body.mismatch': {
    headline: fixed('Unexpected response body'),
    advice: 'Compare the expectation with the health handler.',
  },
  'body.too_large': {
    headline: fixed('Response body is larger than 64 KiB'),
    advice: 'Return a smaller body from the health handler.',
  },
  'policy.host': {
    headline: f => `Host not allowed: ${f.host ?? 'the host'}`,
    advice: 'Add it to allowedHostSuffixes, or correct the annotation.',
  },
  'policy.address': {
    headline: f => `Address not allowed: ${f.ip ?? 'the address'}`,
    advice: 'Add its range to allowedCidrs if the range is yours.',
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
