import { failed, success } from './__testUtils__/results';
import { failureFacts, failureText } from './failureText';
import { FailureCode } from './types';

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
  ['dns.nxdomain', "orders.acme.test doesn't exist here"],
  ['dns.servfail', 'The resolver failed'],
  ['dns.timeout', 'The resolver is silent'],
  ['dns.public_answer', 'orders.acme.test resolves to public 10.0.0.1'],
  ['dns.misrouted', 'Private DNS is not in force here'],
  ['tcp.refused', '10.0.0.1 refuses port 443'],
  ['tcp.timeout', '10.0.0.1 is silent'],
  ['tcp.reset', 'The connection was cut'],
  ['tcp.unreachable', 'No route to 10.0.0.1'],
  ['tunnel.refused', 'The tunnel says no'],
  ['tunnel.timeout', 'The tunnel is silent'],
  ['tls.expired', 'The certificate ended 2026-02-01'],
  ['tls.hostname', 'The certificate names other.acme.test'],
  ['tls.untrusted', "The certificate's issuer is not trusted"],
  ['tls.protocol', 'No common TLS version'],
  ['tls.client_certificate', 'The client certificate was refused'],
  ['tls.timeout', 'The TLS handshake stalled'],
  ['http.status', 'Status 503, expected 200 or 204'],
  ['http.timeout', 'Connected, but no answer'],
  ['http.redirect', 'Redirects to /login'],
  ['http.protocol', 'The answer is not HTTP'],
  ['body.mismatch', 'Unexpected content'],
  ['body.too_large', 'The health body is over 64 KiB'],
  ['policy.host', 'orders.acme.test may not be probed'],
  ['policy.address', '10.0.0.1 may not be probed'],
  ['policy.url', 'This URL may not be probed'],
])('%s: %s', (code, headline) => {
  expect(failureText(code, facts).headline).toBe(headline);
  expect(failureText(code, facts).advice).toMatch(/\.$/);
  // Without facts it is still a sentence.
  const bare = JSON.stringify(failureText(code));
  expect(bare).not.toMatch(/undefined|\{host\}|\{vantage\}/);
});

it('puts names into the advice', () => {
  expect(failureText('tcp.timeout', facts).advice).toContain('Admit Dev VPC');
  expect(failureText('tls.hostname', facts).advice).toContain(
    'orders.acme.test',
  );
});

it.each([
  [401, /policy/],
  [403, /policy/],
  [404, /path/],
  [429, /throttling/],
  [502, /function's log/],
  [204, /handler/],
])('status %i: advice for this status alone', (status, advice) => {
  expect(failureText('http.status', { status }).advice).toMatch(advice);
});

it('takes facts from a result', () => {
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
