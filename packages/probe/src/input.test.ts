import { startNetwork, target } from './__testUtils__/network';
import { createProber, ProberOptions } from './prober';
import {
  FormatProberOption,
  ProberOptionError,
  ProberOptionName,
} from './ProberOptionError';
import { ProbeTarget } from './types';

type Options = Partial<Omit<ProberOptions, 'vantage'>> & {
  vantage?: Partial<ProberOptions['vantage']>;
};

const create = (options: Options) => () => {
  createProber({
    ...options,
    vantage: { id: 'x', ...options.vantage },
  }).close();
};

it.each<[Options, string]>([
  [
    { vantage: { resolver: 'dns.acme.test' } },
    'resolver is "dns.acme.test", not a valid resolver. Use an IP address and a port',
  ],
  [{ vantage: { resolver: '10.0.0.2:99999' } }, 'resolver is "10.0.0.2:99999"'],
  [{ vantage: { resolver: '' } }, 'resolver is ""'],
  [
    { vantage: { resolver: 'dns://me:secret@10.0.0.2:53' } },
    'resolver is "dns://****@10.0.0.2:53"',
  ],
  [
    { vantage: { connectProxy: 'bastion:3128' } },
    'connectProxy is "bastion:3128", not a valid proxy. Use http://host:port, without user',
  ],
  [
    { vantage: { connectProxy: 'https://bastion:3128' } },
    'connectProxy is "https://bastion:3128"',
  ],
  [
    { vantage: { connectProxy: 'http://user:secret@bastion:3128' } },
    'connectProxy is "http://****@bastion:3128/"',
  ],
  [
    { vantage: { trustBundle: 'no certificate' } },
    'trustBundle contains no certificate',
  ],
  [
    {
      vantage: {
        trustBundle:
          '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      },
    },
    'trustBundle: certificate 1 of 1 is not a valid PEM certificate',
  ],
  [{ timeoutMs: 0 }, 'timeoutMs is 0'],
  [{ timeoutMs: NaN }, 'timeoutMs is NaN'],
  [
    {
      policy: {
        allowedHosts: { suffixes: [], exact: [] },
        allowedCidrs: ['x'],
      },
    },
    'allowedCidrs[0] is "x"',
  ],
])('rejects the options %j', (options, message) => {
  expect(create(options)).toThrow(TypeError);
  expect(create(options)).toThrow(message);
  expect(create(options)).toThrow(/^(?!.*secret)/);
});

describe('the error for an option', () => {
  const nothing = { suffixes: [], exact: [] };

  it.each<[ProberOptionName, Options, string]>([
    ['timeoutMs', { timeoutMs: 0 }, ' is 0, not a valid timeout'],
    ['resolver', { vantage: { resolver: 'x' } }, ' is "x", not a valid'],
    ['connectProxy', { vantage: { connectProxy: 'x' } }, ' is "x", not a'],
    ['trustBundle', { vantage: { trustBundle: 'x' } }, ' contains no'],
    [
      'trustBundle',
      {
        vantage: {
          trustBundle:
            '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        },
      },
      ': certificate 1 of 1 is not a valid PEM',
    ],
    [
      'allowedCidrs',
      { policy: { allowedHosts: nothing, allowedCidrs: ['0.0.0.0/0'] } },
      '[0] is "0.0.0.0/0", which is wider than /8',
    ],
    [
      'deniedCidrs',
      {
        policy: { allowedHosts: nothing, allowedCidrs: [], deniedCidrs: ['x'] },
      },
      '[0] is "x", not a valid CIDR block',
    ],
    [
      'allowedPorts',
      {
        policy: { allowedHosts: nothing, allowedCidrs: [], allowedPorts: [0] },
      },
      '[0] is 0, not a valid port',
    ],
  ])(
    '%s has its name, and writes it in the form of the caller',
    (option, options, problem) => {
      const errorWith = (formatOption?: FormatProberOption) => {
        try {
          return create({ ...options, formatOption })();
        } catch (error) {
          return error;
        }
      };
      expect(errorWith()).toBeInstanceOf(ProberOptionError);
      expect(errorWith()).toMatchObject({
        name: 'ProberOptionError',
        option,
        message: expect.stringContaining(`${option}${problem}`),
      });
      expect(errorWith(name => `--${name}`)).toMatchObject({
        option,
        message: expect.stringContaining(`--${option}${problem}`),
      });
    },
  );

  it('has the form of the caller also for the policy of one probe', async () => {
    const prober = createProber({
      vantage: { id: 'x' },
      formatOption: name => `privateApi.${name}`,
    });
    const policy = { allowedHosts: nothing, allowedCidrs: ['ten'] };
    await expect(
      prober.probe(target('a.acme.test'), policy),
    ).rejects.toMatchObject({
      option: 'allowedCidrs',
      message: expect.stringMatching(/^privateApi\.allowedCidrs\[0\] is "ten"/),
    });
    prober.close();
  });
});

it.each(['10.0.0.2', '10.0.0.2:53', 'fd00::2', '[fd00::2]:5353'])(
  'accepts the resolver %s',
  resolver => {
    expect(create({ vantage: { resolver } })).not.toThrow();
  },
);

describe('a target', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  it.each([
    [{ expectedStatus: [99] }, 'expectedStatus[0] is 99'],
    [{ expectedStatus: [200, 2.5] }, 'expectedStatus[1] is 2.5'],
    [
      { expectedBody: { jsonPointer: 'status' } },
      'expectedBody.jsonPointer is "status", not a valid JSON pointer',
    ],
  ])('with %j is rejected', async (more, message) => {
    await expect(
      network.prober().probe(target('a.acme.test', more)),
    ).rejects.toThrow(message);
  });

  it.each([
    'https://me:hunter2@orders.acme.test/health',
    'https://me:hunter2@',
    'ftp://me:hunter2@orders.acme.test/',
    'https://me:hun/hunter2@orders.acme.test:port/',
  ])('is reported without its password: %s', async url => {
    const result = await network.prober().probe({ id: url, url });
    expect(result).toMatchObject({
      target: expect.stringMatching(/^\w+:\/\/\*{4}@/),
      failure: { code: 'policy.url' },
    });
    expect(JSON.stringify(result)).not.toMatch(/hunter2|me:/);
  });

  it('is rejected without a policy', async () => {
    const prober = createProber({
      vantage: { id: 'x', resolver: network.dns.address },
    });
    const result = await prober.probe(target('orders.acme.test'));
    prober.close();
    expect(result.failure).toMatchObject({
      phase: 'guard',
      code: 'policy.host',
    });
  });

  const document = JSON.stringify({
    status: 'ok',
    checks: [{ name: 'db', up: true }],
    'a/b': 1,
    'm~n': null,
    empty: '',
  });
  it.each<[string, NonNullable<ProbeTarget['expectedBody']>, boolean]>([
    ['an existing text', { substring: '"status":"ok"' }, true],
    ['a missing text', { substring: 'down' }, false],
    ['an equal value', { jsonPointer: '/status', equals: 'ok' }, true],
    ['a different value', { jsonPointer: '/status', equals: 'down' }, false],
    [
      'a value of a different type',
      { jsonPointer: '/checks/0/up', equals: 'true' },
      false,
    ],
    [
      'a value in a list',
      { jsonPointer: '/checks/0', equals: { up: true, name: 'db' } },
      true,
    ],
    ['an index out of range', { jsonPointer: '/checks/1' }, false],
    [
      'a key of a list that is not an index',
      { jsonPointer: '/checks/length' },
      false,
    ],
    ['escaped keys', { jsonPointer: '/a~1b', equals: 1 }, true],
    ['escaped tildes', { jsonPointer: '/m~0n', equals: null }, true],
    ['an existing key', { jsonPointer: '/empty' }, true],
    ['a missing key', { jsonPointer: '/missing' }, false],
    ['a key below a text', { jsonPointer: '/status/0' }, false],
    ['a name of the prototype', { jsonPointer: '/constructor' }, false],
    ['the whole document', { equals: JSON.parse(document) }, true],
    [
      'a missing text and an existing key',
      { substring: 'nothing', jsonPointer: '/status' },
      false,
    ],
  ])('is evaluated for %s', async (_, expectedBody, healthy) => {
    await network.serve('json.acme.test', (__, response) =>
      response.end(document),
    );
    const result = await network
      .prober()
      .probe(target('json.acme.test', { expectedBody }));
    expect(result.healthy).toBe(healthy);
    expect(result.failure?.code).toBe(healthy ? undefined : 'body.mismatch');
  });

  it('is not healthy if the expectation needs JSON and the body is not JSON', async () => {
    await network.serve('text.acme.test', (_, response) =>
      response.end('{oops'),
    );
    const result = await network
      .prober()
      .probe(
        target('text.acme.test', { expectedBody: { jsonPointer: '/status' } }),
      );
    expect(result.failure).toMatchObject({
      code: 'body.mismatch',
      message: 'The body is not JSON',
    });
  });
});

describe('close', () => {
  it('aborts running probes and rejects later ones', async () => {
    const network = await startNetwork();
    let received = () => {};
    const request = new Promise<void>(resolve => {
      received = resolve;
    });
    await network.serve('slow.acme.test', () => received());
    const prober = network.prober();
    const running = prober.probe(target('slow.acme.test'));
    await Promise.all([
      expect(running).rejects.toThrow('The prober was closed during the probe'),
      request.then(() => prober.close()),
    ]);
    await expect(prober.probe(target('slow.acme.test'))).rejects.toThrow(
      'The prober is closed',
    );
    await network.close();
  });
});
