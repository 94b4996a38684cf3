import { Entry, pathOf, ProbeResult } from '@private-serverless/wire';
import { failed, responded, success } from '../__testUtils__/results';
import { withControl } from '../health/control';
import { diagnose } from './diagnose';

/** `dns+ vpc-endpoint+ api! function?`: `+` is ok, `!` is failed, `?` is unknown. */
function marked(
  result: ProbeResult,
  entry: Entry,
  authorization?: 'iam' | 'jwt',
) {
  const marks = { ok: '+', degraded: '~', failed: '!', unknown: '?' };
  return diagnose(result, entry, { authorization })
    .hops.map(({ hop, state }) => `${hop}${marks[state]}`)
    .join(' ');
}

const apiError = { errorType: 'InternalServerErrorException' };
const balancer = { server: 'awselb/2.0' };

it('does not claim that a name resolves if the vantage connects to a fixed address', () => {
  const through = { via: 'connectTo' as const, addresses: ['127.0.0.1'] };
  expect(marked(success(through), 'endpoint')).toBe(
    'dns? vpc-endpoint+ api+ function+',
  );
  const { hops } = diagnose(success(through), 'endpoint');
  expect(hops[0].evidence).toBe(
    'Not checked: the vantage connects to a fixed address',
  );
  expect(
    marked(
      responded(403, { errorType: 'MissingAuthenticationTokenException' }),
      'endpoint',
      'iam',
    ),
  ).toMatch(/^dns\+/);
});

describe('entry endpoint', () => {
  it.each<[string, ProbeResult, string]>([
    ['a healthy target', success(), 'dns+ vpc-endpoint+ api+ function+'],
    [
      'a name that does not exist',
      failed('dns', 'dns.nxdomain'),
      'dns! vpc-endpoint? api? function?',
    ],
    [
      'private DNS that is not in effect',
      failed('dns', 'dns.misrouted'),
      'dns! vpc-endpoint? api? function?',
    ],
    [
      'a host that is not allowed',
      failed('guard', 'policy.host'),
      'dns? vpc-endpoint? api? function?',
    ],
    [
      'an address that is not allowed',
      failed('guard', 'policy.address', { addresses: ['169.254.1.1'] }),
      'dns? vpc-endpoint? api? function?',
    ],
    [
      'a proxy that refuses',
      failed('tcp', 'tunnel.refused'),
      'dns+ vpc-endpoint? api? function?',
    ],
    [
      'a refused connection',
      failed('tcp', 'tcp.refused'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a connection timeout',
      failed('tcp', 'tcp.timeout'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a reset in the handshake',
      failed('tls', 'tcp.reset'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a certificate for another name',
      failed('tls', 'tls.hostname', { tls: success().tls }),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a reset before the response',
      failed('http', 'tcp.reset'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a response that is not HTTP',
      failed('http', 'http.protocol'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'no response',
      failed('http', 'http.timeout'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'a request that a policy denies',
      responded(403, { errorType: 'ForbiddenException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'a request without access',
      responded(403, { errorType: 'AccessDeniedException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'a method that does not exist',
      responded(403, { errorType: 'MissingAuthenticationTokenException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'a throttled request',
      responded(429, { errorType: 'TooManyRequestsException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'API error 500',
      responded(500, apiError),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'API error 502',
      responded(502, apiError),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'API error 504',
      responded(504, { errorType: 'EndpointRequestTimedOutException' }),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'a 502 without an error type',
      responded(502),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'a 404 of the function',
      responded(404),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'a redirect',
      responded(302, { location: '/x' }, 'http.redirect'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'an unexpected body',
      failed('body', 'body.mismatch'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'an incomplete body',
      failed('body', 'http.timeout'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
  ])('locates %s', (_, result, expected) => {
    expect(marked(result, 'endpoint')).toBe(expected);
  });
});

describe('a failure that the vantage can cause', () => {
  const silent = failed('tcp', 'tunnel.timeout');
  it.each<[string, ProbeResult, string]>([
    [
      'a resolver that filters',
      failed('dns', 'dns.filtered'),
      'dns? vpc-endpoint? api? function?',
    ],
    [
      'a missing client certificate',
      {
        ...failed('http', 'tls.client_certificate'),
        failure: {
          phase: 'http',
          code: 'tls.client_certificate',
          message: 'x',
          meaning: 'unknown',
        },
      },
      'dns+ vpc-endpoint? api? function?',
    ],
    ['a silent proxy', silent, 'dns+ vpc-endpoint? api? function?'],
    [
      'a silent proxy, and a control target that responds',
      withControl(silent, { state: 'responds', message: 'x' }),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'a target that is not reached, and a control target that fails',
      withControl(failed('tcp', 'tcp.timeout'), {
        state: 'fails',
        message: 'x',
      }),
      'dns+ vpc-endpoint? api? function?',
    ],
  ])('marks no hop as failed without proof: %s', (_, result, expected) => {
    expect(marked(result, 'endpoint')).toBe(expected);
  });
});

describe('a response without evidence of API Gateway', () => {
  const bare = { server: 'nginx', apiGateway: undefined };
  it.each<[Entry, string, ProbeResult, string]>([
    [
      'endpoint',
      '200 of another server',
      success({ http: { status: 200, ...bare } }),
      'dns+ vpc-endpoint+ api? function?',
    ],
    [
      'alb',
      '200 of another server',
      success({ http: { status: 200, ...bare } }),
      'dns+ load-balancer+ target? vpc-endpoint? api? function?',
    ],
    [
      'alb-lambda',
      '200 of another server',
      success(),
      'dns+ load-balancer+ function?',
    ],
    [
      'endpoint',
      'the health document of the function',
      success({ http: { status: 200, healthDocument: true } }),
      'dns+ vpc-endpoint+ api+ function+',
    ],
    [
      'endpoint',
      '502 of another server',
      responded(502, bare),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'alb',
      '502 of another server',
      responded(502, bare),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
  ])('proves nothing for %s: %s', (entry, _, result, expected) => {
    expect(marked(result, entry)).toBe(expected);
  });
});

describe('other entries', () => {
  it.each<[Entry, string, ProbeResult, string]>([
    [
      'custom-domain',
      'an expired certificate',
      failed('tls', 'tls.expired', { tls: success().tls }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'custom-domain',
      'a handshake timeout',
      failed('tls', 'tls.timeout'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'alb',
      'a healthy target',
      success(),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function+',
    ],
    [
      'alb',
      'a refused connection',
      failed('tcp', 'tcp.refused'),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'an expired certificate',
      failed('tls', 'tls.expired', { tls: success().tls }),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'an ALB target without a response',
      responded(504, balancer),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'a failing ALB target',
      responded(502, balancer),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'a missing listener rule',
      responded(404, balancer),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'a 5xx of the API',
      responded(502, apiError),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function!',
    ],
    [
      'alb',
      'a request that the API rejects',
      responded(403, { errorType: 'ForbiddenException' }),
      'dns+ load-balancer+ target+ vpc-endpoint+ api! function?',
    ],
    [
      'alb',
      'no response',
      failed('http', 'http.timeout'),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'an incomplete body',
      failed('body', 'http.timeout'),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function!',
    ],
    [
      'alb-lambda',
      'a healthy target',
      success({ http: { status: 200, healthDocument: true } }),
      'dns+ load-balancer+ function+',
    ],
    [
      'alb-lambda',
      'a failing function',
      responded(502, balancer),
      'dns+ load-balancer+ function!',
    ],
    [
      'alb-lambda',
      'a request that WAF rejects',
      responded(403, balancer),
      'dns+ load-balancer! function?',
    ],
    [
      'alb-lambda',
      'a 500 of the function',
      responded(500),
      'dns+ load-balancer+ function!',
    ],
  ])('locates for %s: %s', (entry, _, result, expected) => {
    expect(marked(result, entry)).toBe(expected);
  });

  it.each<Entry>(['endpoint', 'custom-domain', 'alb', 'alb-lambda'])(
    'lists the hops of %s in order',
    entry => {
      expect(diagnose(success(), entry).hops.map(({ hop }) => hop)).toEqual(
        pathOf(entry),
      );
    },
  );
});

it('expects the 403 for an unsigned request if authorization is enforced', () => {
  const result = responded(403, {
    errorType: 'MissingAuthenticationTokenException',
  });
  expect(marked(result, 'endpoint', 'iam')).toBe(
    'dns+ vpc-endpoint+ api+ function?',
  );
  expect(marked(result, 'endpoint')).toBe('dns+ vpc-endpoint+ api! function?');
});

it('has evidence for each working hop and advice for the failed one', () => {
  const { hops } = diagnose(responded(502, apiError), 'endpoint');
  expect(hops).toEqual([
    { hop: 'dns', state: 'ok', evidence: 'Resolves to 10.0.0.1 in 2.0 ms' },
    {
      hop: 'vpc-endpoint',
      state: 'ok',
      evidence: 'Connected to 10.0.0.1:443 in 1.0 ms, TLSv1.3 in 9.0 ms',
    },
    { hop: 'api', state: 'ok', evidence: 'Forwarded the request: status 502' },
    {
      hop: 'function',
      state: 'failed',
      evidence: 'because of http.status',
      advice: expect.stringContaining('log'),
    },
  ]);
});
