import { FailureCode } from '@private-serverless/wire';
import { failed, success } from './__testUtils__/results';
import { failureFacts, failureText } from './failureText';

const facts = {
  host: 'orders.acme.test',
  ip: '10.0.0.1',
  port: 443,
  vantage: 'Dev VPC',
  date: '2026-02-01T00:00:00.000Z',
  names: ['other.acme.test'],
  location: '/login',
  status: 503,
  expectedStatus: [200, 204],
};

it.each<[FailureCode, string]>([
  ['dns.nxdomain', 'orders.acme.test does not resolve'],
  ['dns.servfail', 'The resolver returned an error'],
  ['dns.timeout', 'No response from the resolver'],
  [
    'dns.public_answer',
    'orders.acme.test resolves to the public address 10.0.0.1',
  ],
  ['dns.misrouted', 'Private DNS is not in effect'],
  ['tcp.refused', '10.0.0.1 refused port 443'],
  ['tcp.timeout', 'No response from 10.0.0.1'],
  ['tcp.reset', 'Connection reset'],
  ['tcp.unreachable', 'No route to 10.0.0.1'],
  ['tunnel.refused', 'Proxy refused the connection'],
  ['tunnel.timeout', 'No response from the proxy'],
  ['tls.expired', 'Certificate expired on 2026-02-01'],
  ['tls.hostname', 'Certificate is for other.acme.test'],
  ['tls.untrusted', 'Certificate issuer is not trusted'],
  ['tls.protocol', 'No common TLS version or cipher'],
  ['tls.client_certificate', 'Server requires a client certificate'],
  ['tls.timeout', 'TLS handshake timed out'],
  ['http.status', 'Status 503, expected 200 or 204'],
  ['http.timeout', 'Connected, but no response'],
  ['http.redirect', 'Redirects to /login'],
  ['http.protocol', 'Response is not HTTP'],
  ['body.mismatch', 'Unexpected response body'],
  ['body.too_large', 'Response body is larger than 64 KiB'],
  ['policy.host', 'Host not allowed: orders.acme.test'],
  ['policy.address', 'Address not allowed: 10.0.0.1'],
  ['policy.url', 'URL not allowed'],
])('describes %s as: %s', (code, headline) => {
  expect(failureText(code, facts).headline).toBe(headline);
  expect(failureText(code, facts).advice).toMatch(/\.$/);
  // The text is complete without any values.
  const bare = JSON.stringify(failureText(code));
  expect(bare).not.toMatch(/undefined|\{host\}|\{vantage\}/);
});

it('inserts names into the advice', () => {
  expect(failureText('tcp.timeout', facts).advice).toContain(
    'Allow traffic from Dev VPC',
  );
  expect(failureText('tls.hostname', facts).advice).toContain(
    'orders.acme.test',
  );
});

it.each([
  [401, /policy/],
  [403, /policy/],
  [404, /path/],
  [429, /throttling/],
  [502, /log of the function/],
  [204, /handler/],
])('gives specific advice for status %i', (status, advice) => {
  expect(failureText('http.status', { status }).advice).toMatch(advice);
});

it('reads the values from a result', () => {
  expect(
    failureFacts(
      success({
        connectedTo: '[fd00::1]:8443',
        http: { status: 302, location: '/x' },
      }),
    ),
  ).toEqual({
    vantage: 'Dev VPC',
    ip: 'fd00::1',
    port: 8443,
    date: '2026-05-01T00:00:00.000Z',
    names: ['a.acme.test'],
    status: 302,
    location: '/x',
  });
  expect(failureFacts(failed('tcp', 'tcp.refused'))).toEqual({
    vantage: 'Dev VPC',
    ip: '10.0.0.1',
  });
});
