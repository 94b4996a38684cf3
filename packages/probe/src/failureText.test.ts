import { FailureCode, failureCodes } from '@private-serverless/wire';
import { failed, success } from './__testUtils__/results';
import { withControl } from './health/control';
import { failureFacts, failureText } from './failureText';

const facts = {
  host: 'orders.acme.test',
  ip: '10.0.0.1',
  port: 8444,
  vantage: 'Dev VPC',
  date: '2026-02-01T00:00:00.000Z',
  names: ['other.acme.test'],
  location: '/login',
  status: 503,
  expectedStatus: [200, 204],
};

it.each(failureCodes)('has complete texts for %s', code => {
  for (const text of [failureText(code, facts), failureText(code)]) {
    expect(text.headline).toMatch(/^\S.*[^.]$/);
    expect(text.advice).toMatch(/\.$/);
    expect(JSON.stringify(text)).not.toMatch(/undefined|\{host\}|\{vantage\}/);
  }
});

it.each<[FailureCode, string]>([
  ['dns.nxdomain', 'orders.acme.test does not resolve'],
  [
    'dns.public_answer',
    'orders.acme.test resolves to the public address 10.0.0.1',
  ],
  ['tcp.refused', '10.0.0.1 refused port 8444'],
  [
    'tunnel.failed',
    'Proxy could not connect to 10.0.0.1:8444: refused, unreachable or silent',
  ],
  ['tls.expired', 'Certificate expired on 2026-02-01'],
  ['tls.not_yet_valid', 'Certificate is not valid before 2026-02-01'],
  ['tls.hostname', 'Certificate is for other.acme.test'],
  ['tls.server_name', 'Server does not know the name orders.acme.test'],
  ['tls.plaintext', 'Port 8444 does not use TLS'],
  ['http.status', 'Status 503, expected 200 or 204'],
  ['http.redirect', 'Redirects to /login'],
  ['policy.address', 'Address not allowed: 10.0.0.1'],
])('describes %s with its values: %s', (code, headline) => {
  expect(failureText(code, facts).headline).toBe(headline);
});

it('shows a code that a newer version stored', () => {
  expect(failureText('quic.refused' as FailureCode).headline).toBe(
    'Failed: quic.refused',
  );
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

it('takes address, port and date from the failure, not from the connection', () => {
  expect(
    failureFacts(
      success({
        connectedTo: '[fd00::1]:8443',
        failure: {
          phase: 'tcp',
          code: 'tcp.refused',
          message: '',
          address: '10.0.0.9',
          port: 8444,
        },
      }),
    ),
  ).toMatchObject({ ip: '10.0.0.9', port: 8444 });
});

it('does not advise a control target to a vantage that has one', () => {
  const result = failed('tcp', 'tunnel.failed');
  const adviceWith = (state: 'responds' | 'none') =>
    failureText(
      'tunnel.failed',
      failureFacts(withControl(result, { state, message: '' })),
    ).advice;
  expect(adviceWith('none')).toContain('Set a control target');
  expect(adviceWith('responds')).toBe(
    'Check the listener, the security group and the routes of the target.',
  );
});

it('does not name an address or a date that a stored failure does not have', () => {
  const known = failureFacts({
    ...failed('dns', 'dns.public_answer'),
    addresses: ['10.0.0.1', '203.0.113.7'],
  });
  expect(failureText('dns.public_answer', known).headline).toBe(
    'The name resolves to public addresses',
  );
  expect(failureFacts(failed('tls', 'tls.expired'))).not.toHaveProperty('date');
});
