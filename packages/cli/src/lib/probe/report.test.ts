import type { Failure, ProbeResult } from '@private-serverless/probe';
import { report } from './report';

const at = '2026-11-28T12:00:00.000Z';
const base: ProbeResult = {
  target: 'https://orders.acme.test/',
  vantage: 'cli',
  at,
  reachable: false,
  healthy: false,
  private: true,
  addresses: ['10.1.2.5'],
  timings: { dns: 1.2, total: 3 },
};
const on = { host: 'orders.acme.test', proxy: 'http://10.1.2.10:3128' };
const failed = (failure: Failure, more: Partial<ProbeResult> = {}) =>
  report({ ...base, failure, ...more }, on);

it('says that a silent proxy proves nothing, and how to find out', () => {
  const text = failed(
    {
      phase: 'tcp',
      code: 'tunnel.timeout',
      message: 'The proxy took the request',
      address: '10.1.2.5',
      port: 443,
    },
    { via: 'proxy' },
  );
  expect(text).toMatch(/^ {2}via: proxy http:\/\/10\.1\.2\.10:3128$/m);
  expect(text).toMatch(
    /^ {2}meaning: says nothing about the target by itself\. Probe another URL/m,
  );
  expect(text).not.toMatch(/control target/);
});

it('does not advise another URL through a port that leads to one endpoint', () => {
  const text = failed(
    {
      phase: 'tls',
      code: 'tls.timeout',
      message: 'The TLS handshake did not finish',
      meaning: 'control',
    },
    { via: 'connectTo', connectedTo: '127.0.0.1:9443', private: undefined },
  );
  expect(text).toMatch(/, privacy not checked \(--connect-to\)$/m);
  expect(text).toMatch(/meaning: .*: the port forward can be the cause$/m);
});

it('says that an exposed name leads to the internet, with its address', () => {
  const text = failed({
    phase: 'dns',
    code: 'dns.public_answer',
    message: 'orders.acme.test resolves to the public address 192.0.2.1',
    address: '192.0.2.1',
  });
  expect(text).toMatch(
    /^ {2}dns\.public_answer: orders\.acme\.test resolves to the public address 192\.0\.2\.1\./m,
  );
  expect(text).toMatch(/^ {2}meaning: the name leads to the internet$/m);
});

it('shows the warnings of a healthy result, and the address that failed', () => {
  const text = report(
    {
      ...base,
      reachable: true,
      healthy: true,
      addresses: ['10.1.2.5', '10.1.2.6'],
      http: { status: 200 },
      attempts: [
        {
          address: '10.1.2.6',
          failure: {
            phase: 'tcp',
            code: 'tcp.refused',
            message: '10.1.2.6:443 refused the connection',
          },
        },
        { address: '10.1.2.5', tcp: 1 },
      ],
      warnings: [
        {
          phase: 'tls',
          code: 'tls.client_hello_size',
          message: 'A small one was answered',
        },
      ],
    },
    on,
  );
  expect(text).toMatch(/^healthy, reachable, private addresses only\n/);
  expect(text.match(/failed attempt: .*/g)).toEqual([
    'failed attempt: 10.1.2.6: tcp.refused: 10.1.2.6:443 refused the connection',
  ]);
  expect(text).toMatch(
    /^ {2}warning: tls\.client_hello_size: TLS works only with a small ClientHello\. What to do: /m,
  );
  expect(text).toMatch(/^ {2}in this command: --key-share classical$/m);
  expect(text).not.toMatch(/meaning:/);
});
