import { answered, failed, success } from '../__testUtils__/results';
import { ProbeResult } from '../types';
import { diagnose } from './diagnose';
import { Entry, pathOf } from './hops';

/** `dns+ vpc-endpoint+ api! function?`: ok, failed, unknown. */
function draw(
  result: ProbeResult,
  entry: Entry,
  authorization?: 'iam' | 'jwt',
) {
  const marks = { ok: '+', failed: '!', unknown: '?' };
  return diagnose(result, entry, { authorization })
    .hops.map(({ hop, state }) => `${hop}${marks[state]}`)
    .join(' ');
}

const apiError = { errorType: 'InternalServerErrorException' };
const balancer = { server: 'awselb/2.0' };

describe('endpoint', () => {
  it.each<[string, ProbeResult, string]>([
    ['all is well', success(), 'dns+ vpc-endpoint+ api+ function+'],
    [
      'no such name',
      failed('dns', 'dns.nxdomain'),
      'dns! vpc-endpoint? api? function?',
    ],
    [
      'private DNS off',
      failed('dns', 'dns.misrouted'),
      'dns! vpc-endpoint? api? function?',
    ],
    [
      'not allowed',
      failed('guard', 'policy.host'),
      'dns? vpc-endpoint? api? function?',
    ],
    [
      'address not allowed',
      failed('guard', 'policy.address', { addresses: ['169.254.1.1'] }),
      'dns? vpc-endpoint? api? function?',
    ],
    [
      'tunnel down',
      failed('tcp', 'tunnel.refused'),
      'dns+ vpc-endpoint? api? function?',
    ],
    [
      'refused',
      failed('tcp', 'tcp.refused'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'silent',
      failed('tcp', 'tcp.timeout'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'cut in the handshake',
      failed('tls', 'tcp.reset'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'certificate',
      failed('tls', 'tls.hostname', { tls: success().tls }),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'cut before the answer',
      failed('http', 'tcp.reset'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'not HTTP',
      failed('http', 'http.protocol'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'no answer',
      failed('http', 'http.timeout'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'policy',
      answered(403, { errorType: 'ForbiddenException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'denied',
      answered(403, { errorType: 'AccessDeniedException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'no such method',
      answered(403, { errorType: 'MissingAuthenticationTokenException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'throttled',
      answered(429, { errorType: 'TooManyRequestsException' }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'API error 500',
      answered(500, apiError),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'API error 502',
      answered(502, apiError),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'API error 504',
      answered(504, { errorType: 'EndpointRequestTimedOutException' }),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    ['502 without a type', answered(502), 'dns+ vpc-endpoint+ api+ function!'],
    [
      "the function's own 404",
      answered(404),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'redirect',
      answered(302, { location: '/x' }, 'http.redirect'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'body',
      failed('body', 'body.mismatch'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
    [
      'half a body',
      failed('body', 'http.timeout'),
      'dns+ vpc-endpoint+ api+ function!',
    ],
  ])('%s', (_, result, expected) => {
    expect(draw(result, 'endpoint')).toBe(expected);
  });
});

describe('other entries', () => {
  it.each<[Entry, string, ProbeResult, string]>([
    [
      'custom-domain',
      'certificate',
      failed('tls', 'tls.expired', { tls: success().tls }),
      'dns+ vpc-endpoint+ api! function?',
    ],
    [
      'custom-domain',
      'handshake',
      failed('tls', 'tls.timeout'),
      'dns+ vpc-endpoint! api? function?',
    ],
    [
      'alb',
      'all is well',
      success(),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function+',
    ],
    [
      'alb',
      'refused',
      failed('tcp', 'tcp.refused'),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'certificate',
      failed('tls', 'tls.expired', { tls: success().tls }),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'no target answers',
      answered(504, balancer),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'a bad target',
      answered(502, balancer),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'no rule',
      answered(404, balancer),
      'dns+ load-balancer! target? vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'the API says 5xx',
      answered(502, apiError),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function!',
    ],
    [
      'alb',
      'the API says no',
      answered(403, { errorType: 'ForbiddenException' }),
      'dns+ load-balancer+ target+ vpc-endpoint+ api! function?',
    ],
    [
      'alb',
      'no answer',
      failed('http', 'http.timeout'),
      'dns+ load-balancer+ target! vpc-endpoint? api? function?',
    ],
    [
      'alb',
      'half a body',
      failed('body', 'http.timeout'),
      'dns+ load-balancer+ target+ vpc-endpoint+ api+ function!',
    ],
    ['alb-lambda', 'all is well', success(), 'dns+ load-balancer+ function+'],
    [
      'alb-lambda',
      'a function that fails',
      answered(502, balancer),
      'dns+ load-balancer+ function!',
    ],
    [
      'alb-lambda',
      'WAF',
      answered(403, balancer),
      'dns+ load-balancer! function?',
    ],
    [
      'alb-lambda',
      "the function's own 500",
      answered(500),
      'dns+ load-balancer+ function!',
    ],
  ])('%s: %s', (entry, _, result, expected) => {
    expect(draw(result, entry)).toBe(expected);
  });

  it.each<Entry>(['endpoint', 'custom-domain', 'alb', 'alb-lambda'])(
    '%s has its hops in order',
    entry => {
      expect(diagnose(success(), entry).hops.map(({ hop }) => hop)).toEqual(
        pathOf(entry),
      );
    },
  );
});

it('with authorisation on, an unsigned 403 is as it should be', () => {
  const result = answered(403, {
    errorType: 'MissingAuthenticationTokenException',
  });
  expect(draw(result, 'endpoint', 'iam')).toBe(
    'dns+ vpc-endpoint+ api+ function?',
  );
  expect(draw(result, 'endpoint')).toBe('dns+ vpc-endpoint+ api! function?');
});

it('gives evidence for what works and advice for what does not', () => {
  const { hops } = diagnose(answered(502, apiError), 'endpoint');
  expect(hops).toEqual([
    { hop: 'dns', state: 'ok', evidence: 'Resolves to 10.0.0.1 in 2.0 ms' },
    {
      hop: 'vpc-endpoint',
      state: 'ok',
      evidence: 'Connected to 10.0.0.1:443 in 1.0 ms, TLSv1.3 in 9.0 ms',
    },
    { hop: 'api', state: 'ok', evidence: 'Passed the request on: status 502' },
    {
      hop: 'function',
      state: 'failed',
      evidence: 'because of http.status',
      advice: expect.stringContaining('log'),
    },
  ]);
});
