import { dnsFailures } from './dns.ts';
import { httpFailures } from './http.ts';
import { policyFailures } from './policy.ts';
import { failureCodes, failureTable } from './table.ts';
import { tcpFailures } from './tcp.ts';
import { tlsFailures } from './tls.ts';
import { tunnelFailures } from './tunnel.ts';

it('has exactly the failures of its parts, each once', () => {
  const parts = [
    dnsFailures,
    tcpFailures,
    tunnelFailures,
    tlsFailures,
    httpFailures,
    policyFailures,
  ].flatMap(part => Object.keys(part));
  expect(failureCodes).toEqual(parts);
  expect(new Set(parts).size).toBe(parts.length);
});

it('names the layer of each failure in its code', () => {
  for (const code of failureCodes) {
    const { phase } = failureTable[code];
    const [layer] = code.split('.');
    const phases: Record<string, string[]> = {
      dns: ['dns'],
      tcp: ['tcp', 'tls'],
      tunnel: ['tcp'],
      tls: ['tls'],
      vantage: ['tls'],
      http: ['http'],
      body: ['body'],
      policy: ['guard'],
    };
    expect([code, phases[layer]]).toEqual([
      code,
      expect.arrayContaining([phase]),
    ]);
  }
});
