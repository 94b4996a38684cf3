import {
  FailureCode,
  Phase,
  phases,
  ProbeResult,
} from '@private-serverless/wire';

/** A successful result. `more` overrides fields. */
export function success(more: Partial<ProbeResult> = {}): ProbeResult {
  return {
    target: 't',
    vantage: 'Dev VPC',
    at: '2026-03-01T10:00:00.000Z',
    reachable: true,
    healthy: true,
    private: true,
    addresses: ['10.0.0.1'],
    connectedTo: '10.0.0.1:443',
    timings: {
      dns: 2,
      tcp: 1,
      tls: 9,
      firstByte: 41,
      transfer: 1,
      unattributed: 0,
      total: 54,
    },
    tls: {
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      authorized: true,
      notAfter: '2026-06-01T00:00:00.000Z',
      chainNotAfter: '2026-05-01T00:00:00.000Z',
      subject: 'CN=a',
      issuer: 'CN=b',
      names: ['a.acme.test'],
    },
    http: { status: 200, apiGateway: true },
    ...more,
  };
}

/** A result with a failure. The data of later phases is absent. */
export function failed(
  phase: Phase,
  code: FailureCode,
  more: Partial<ProbeResult> = {},
): ProbeResult {
  const reached = phases.indexOf(phase);
  const { tls, http, connectedTo, ...rest } = success();
  return {
    ...rest,
    healthy: false,
    reachable: more.http !== undefined || reached > 4,
    failure: { phase, code, message: `because of ${code}` },
    ...(reached < 2 && { addresses: [], private: undefined }),
    ...(reached > 2 && { connectedTo }),
    ...(reached > 3 && { tls }),
    ...(reached > 4 && { http }),
    ...more,
  };
}

/** A result with an unexpected HTTP response. */
export function responded(
  status: number,
  http: Partial<NonNullable<ProbeResult['http']>> = {},
  code: FailureCode = 'http.status',
): ProbeResult {
  return failed('http', code, {
    http: {
      status,
      ...(http.server ? {} : { apiGateway: true }),
      ...http,
    },
  });
}
