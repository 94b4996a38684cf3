import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { intervalOf, vantagesOf } from './ProbingConfig';
import { readProbingConfig } from './readProbingConfig';

const environments = readEnvironments(
  new ConfigReader({
    privateServerless: {
      environments: [
        { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
        { id: 'prod-2', accountId: '111111111111', region: 'eu-west-1' },
      ],
    },
  }),
);

const read = (privateApi?: JsonObject) =>
  readProbingConfig(new ConfigReader({ privateApi }), environments);

describe('readProbingConfig', () => {
  it('has defaults for every key', () => {
    expect(read()).toEqual({
      intervals: {},
      defaultInterval: 300_000,
      timeout: 10_000,
      syncInterval: 300_000,
      history: {
        raw: 10_800_000,
        fiveMinutes: 172_800_000,
        hourly: 90 * 86_400_000,
        daily: 730 * 86_400_000,
        transitions: 365 * 86_400_000,
      },
      certificateWarningDays: 14,
      overrides: {
        interval: { min: 15_000, max: 3_600_000 },
        maintenance: { maxDuration: 86_400_000 },
      },
      notifications: {
        enabled: true,
        certificateDays: [14, 7, 1],
        groupAfter: 3,
        operators: [],
      },
      concurrency: 20,
      allowedHostSuffixes: [],
      allowedCidrs: [
        '10.0.0.0/8',
        '172.16.0.0/12',
        '192.168.0.0/16',
        'fc00::/7',
      ],
      deniedCidrs: [],
      allowedPorts: [443, 8443],
      adoptedStacks: new Map(),
      vantages: [{ id: 'backend', title: 'Backstage' }],
    });
  });

  it('reads intervals by environment in every format', () => {
    const config = read({
      interval: { 'prod-2': 'PT1M', dev: { seconds: 90 }, default: '15s' },
    });
    expect(intervalOf(config, 'prod-2')).toBe(60_000);
    expect(intervalOf(config, 'dev')).toBe(90_000);
    expect(intervalOf(config, 'another')).toBe(15_000);
    expect(read({ timeout: '60s' }).timeout).toBe(60_000);
  });

  it('reads how long the history is kept', () => {
    expect(
      read({ history: { raw: '1h', daily: '30d' } }).history,
    ).toMatchObject({ raw: 3_600_000, daily: 30 * 86_400_000 });
  });

  it('accepts the former key of the raw history with a warning', () => {
    const warnings: string[] = [];
    const { history } = readProbingConfig(
      new ConfigReader({ privateApi: { retention: '2d' } }),
      environments,
      { warn: message => warnings.push(message) },
    );
    expect(history.raw).toBe(172_800_000);
    expect(warnings).toEqual([
      'privateApi.retention has a new name. Use privateApi.history.raw',
    ]);
    // It had no minimum.
    expect(read({ retention: '10m' }).history.raw).toBe(3_600_000);
  });

  it('reads whom to notify of what', () => {
    expect(
      read({
        notifications: {
          certificateDays: [7, 30, 7],
          operators: ['platform', 'user:default/ann'],
        },
      }).notifications,
    ).toEqual({
      enabled: true,
      certificateDays: [30, 7],
      groupAfter: 3,
      operators: ['group:default/platform', 'user:default/ann'],
    });
  });

  it('adds a dot to suffixes, so that evilacme.internal is not under acme.internal', () => {
    expect(
      read({ allowedHostSuffixes: ['acme.internal', '.corp.example'] })
        .allowedHostSuffixes,
    ).toEqual(['.acme.internal', '.corp.example']);
  });

  it('selects the vantages of an environment', () => {
    const config = read({
      vantages: [{ id: 'all' }, { id: 'dev-vpc', environment: 'dev' }],
    });
    const ids = (environment: string) =>
      vantagesOf(config, environment).map(({ id }) => id);
    expect(ids('dev')).toEqual(['all', 'dev-vpc']);
    expect(ids('prod-2')).toEqual(['all']);
  });

  it('reads how a vantage reaches its targets', () => {
    const { vantages } = read({
      vantages: [
        {
          id: 'office',
          resolvers: ['10.0.0.2', '10.0.0.3:5353/tcp'],
          hostsFile: true,
          proxy: {
            url: 'socks5://bastion:1080',
            username: 'probe',
            password: 'horse',
          },
          clientCertificate: { file: 'probe.p12', passphrase: 'donkey' },
          control: 'https://status.acme.internal/',
          keyShare: 'classical',
        },
        {
          id: 'tunnel',
          connectTo: { address: '127.0.0.1', port: 8443 },
          clientCertificate: './probe.pem',
        },
      ],
    });
    expect(vantages).toMatchObject([
      {
        resolvers: ['10.0.0.2', '10.0.0.3:5353/tcp'],
        hostsFile: true,
        proxy: { url: 'socks5://bastion:1080', username: 'probe' },
        clientCertificate: { file: 'probe.p12', passphrase: 'donkey' },
        control: 'https://status.acme.internal/',
        keyShare: 'classical',
      },
      {
        connectTo: { address: '127.0.0.1', port: 8443 },
        clientCertificate: { file: './probe.pem' },
      },
    ]);
  });

  it.each<[JsonObject, RegExp]>([
    [{ resolvers: ['dns'] }, /vantages\[0\]\.resolvers is "dns"/],
    [{ resolver: '10.0.0.2', resolvers: ['10.0.0.2'] }, /cannot be combined/],
    [
      { proxy: { url: 'ftp://bastion' } },
      /vantages\[0\]\.proxy is "ftp:\/\/bastion", not a valid proxy/,
    ],
    [{ proxy: {} }, /vantages\[0\]\.proxy\.url/],
    [
      {
        proxy: { url: 'http://bastion:3128' },
        connectProxy: 'http://bastion:3128',
      },
      /connectProxy cannot be combined with .*proxy/,
    ],
    [
      { connectTo: { address: 'localhost', port: 8443 } },
      /vantages\[0\]\.connectTo: "localhost" is not a valid address/,
    ],
    [
      { connectTo: { address: '127.0.0.1', port: 70000 } },
      /connectTo: 70000 is not a valid port/,
    ],
    [
      { connectTo: { host: '*.acme.internal', address: '127.0.0.1' } },
      /connectTo: "\*\.acme\.internal" is not a valid host/,
    ],
    [
      {
        connectTo: { host: '.acme.internal', address: '127.0.0.1' },
        control: 'https://status.other.internal/',
      },
      /vantages\[0\]\.control is a target at status\.other\.internal, but connectTo leads only to \.acme\.internal/,
    ],
    [
      { control: 'http://status' },
      /vantages\[0\]\.control is "http:\/\/status"/,
    ],
    [{ keyShare: 'quantum' }, /vantages\[0\]\.keyShare is "quantum"/],
  ])('rejects the vantage %j', (vantage, message) => {
    const create = () => read({ vantages: [{ id: 'a', ...vantage }] });
    expect(create).toThrow(message);
  });

  it('reads adopted stacks', () => {
    const stackArn =
      'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';
    expect(
      read({ adoptedStacks: [{ stackArn, entityRef: 'Orders' }] })
        .adoptedStacks,
    ).toEqual(new Map([[stackArn, 'component:default/orders']]));
  });

  it.each<[JsonObject, RegExp]>([
    [
      { interval: { default: 'soon' } },
      /privateApi\.interval\.default is "soon"/,
    ],
    [
      { interval: { default: '0s' } },
      /interval\.default is "0s", not a valid duration. .*longer than/,
    ],
    [
      { interval: '15s' },
      /privateApi\.interval is "15s", .*\{ default: 300s \}/,
    ],
    [{ timeout: 'x' }, /privateApi\.timeout is "x"/],
    [
      { history: { fiveMinutes: '2h' } },
      /privateApi\.history\.fiveMinutes is "2h", shorter than the minimum\. Use at least 24h/,
    ],
    [{ history: { raw: 'x' } }, /privateApi\.history\.raw is "x"/],
    [{ latencyThreshold: '0s' }, /privateApi\.latencyThreshold is "0s"/],
    [{ certificateWarningDays: 0 }, /privateApi\.certificateWarningDays is 0/],
    [
      { overrides: { interval: { min: '2m', max: '1m' } } },
      /privateApi\.overrides\.interval\.min is 120s, longer than max, 60s/,
    ],
    [
      { notifications: { certificateDays: [0] } },
      /privateApi\.notifications\.certificateDays is \[0\]/,
    ],
    [
      { notifications: { operators: ['group:'] } },
      /privateApi\.notifications\.operators\[0\]: .*group:/,
    ],
    [{ concurrency: 0 }, /privateApi\.concurrency is 0/],
    [
      { goldenPathVersion: 'latest' },
      /privateApi\.goldenPathVersion is "latest", not a semantic version, such as 1\.2\.0/,
    ],
    [
      { allowedHostSuffixes: ['*.acme'] },
      /allowedHostSuffixes\[0\] is "\*\.acme"/,
    ],
    [
      { allowedHostSuffixes: ['.execute-api.eu-central-1.amazonaws.com'] },
      /allowedHostSuffixes\[0\].*Host names of AWS are allowed only if the stack owns/,
    ],
    [{ allowedCidrs: ['10.0.0.0/8', '10/8'] }, /allowedCidrs\[1\] is "10\/8"/],
    [{ allowedPorts: [443, 'https'] }, /allowedPorts contains "https"/],
    [{ vantages: [{}] }, /vantages\[0\]\.id/],
    [{ vantages: [{ id: 'a' }, { id: 'a' }] }, /contains the id "a" twice/],
    [
      { vantages: [{ id: 'a', environment: 'stage' }] },
      /vantages\[0\]\.environment is "stage", .*\(dev, prod-2\)/,
    ],
    [
      { vantages: [{ id: 'a', connectProxy: 'bastion:3128' }] },
      /vantages\[0\]\.connectProxy is "bastion:3128"/,
    ],
    [
      { interval: { stage: '15s' } },
      /privateApi\.interval has the key "stage", .* default, dev, prod-2/,
    ],
    [{ timeout: '61s' }, /privateApi\.timeout is "61s", .* Use at most 60s/],
    [
      { allowedCidrs: ['10.0.0.0/8', '0.0.0.0/0'] },
      /privateApi\.allowedCidrs\[1\] is "0\.0\.0\.0\/0", which is wider than \/8/,
    ],
    [
      { allowedPorts: 443 },
      /privateApi\.allowedPorts is 443, not a valid list/,
    ],
    [
      { allowedPorts: [] },
      /privateApi\.allowedPorts is \[\], not a valid list/,
    ],
    [
      { vantages: [{ id: 'a' }, { id: 'b', resolver: 'dns.corp.internal' }] },
      /privateApi\.vantages\[1\]\.resolver is "dns\.corp\.internal", not a valid resolver/,
    ],
    [
      { vantages: [{ id: 'a', connectProxy: 'https://u:p@bastion:3128' }] },
      /privateApi\.vantages\[0\]\.connectProxy is "https:\/\/\*{4}@bastion:3128\/", not a valid proxy\. Use http:\/\/host:port, without user/,
    ],
    [
      {
        adoptedStacks: [
          {
            stackArn:
              'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1',
            entityRef: 'component:',
          },
        ],
      },
      /privateApi\.adoptedStacks\[0\]\.entityRef: .*component:/,
    ],
    [
      { adoptedStacks: [{ stackArn: 'x', entityRef: 'orders' }] },
      /privateApi\.adoptedStacks\[0\]\.stackArn: "x" is not a valid ARN of a CloudFormation stack/,
    ],
  ])('rejects %j and names the key', (privateApi, message) => {
    expect(() => read(privateApi)).toThrow(message);
  });
});
