import { entries, type Entry } from '@private-serverless/wire';
import { entryProblems } from './entryProblems.ts';

const environment = {
  region: 'eu-central-1',
  logBucket: 'acme-logs-dev',
  domain: {
    suffix: 'dev.acme.internal',
    hostedZoneId: 'Z1',
    certificateArn: 'arn:aws:acm:eu-central-1:111111111111:certificate/1',
  },
  network: {
    existing: {
      executeApiEndpointId: 'vpce-1',
      endpointSecurityGroupIds: ['sg-1'],
    },
  },
};
type Changes = Parameters<typeof entryProblems>[2];

const pathsOf = (entry: Entry, changes: Partial<Changes> = {}) =>
  entryProblems(entry, 'existing', { ...environment, ...changes }).map(
    ({ path }) => path.replace('environment.', ''),
  );

it.each([...entries])('offers %s with everything', entry => {
  expect(pathsOf(entry)).toEqual([]);
});

it('offers the endpoint in every environment', () => {
  expect(entryProblems('endpoint', 'new', { region: 'eu-central-1' })).toEqual(
    [],
  );
});

it.each<[string, Partial<Changes>, Partial<Record<Entry, string[]>>]>([
  [
    'a domain',
    { domain: undefined },
    { 'custom-domain': ['domain'], alb: ['domain'], 'alb-lambda': ['domain'] },
  ],
  [
    'zone and certificate',
    { domain: { suffix: 'dev.acme.internal' } },
    {
      'custom-domain': ['domain.hostedZoneId', 'domain.certificateArn'],
      alb: ['domain.hostedZoneId', 'domain.certificateArn'],
      'alb-lambda': ['domain.hostedZoneId', 'domain.certificateArn'],
    },
  ],
  [
    'a certificate of the region',
    {
      domain: {
        ...environment.domain,
        certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/1',
      },
    },
    {
      'custom-domain': ['domain.certificateArn'],
      alb: ['domain.certificateArn'],
      'alb-lambda': ['domain.certificateArn'],
    },
  ],
  [
    'a bucket for logs',
    { logBucket: undefined },
    { 'custom-domain': [], alb: ['logBucket'], 'alb-lambda': ['logBucket'] },
  ],
  [
    'a group of the endpoint',
    { network: { existing: { executeApiEndpointId: 'vpce-1' } } },
    {
      'custom-domain': [],
      alb: ['network.existing.endpointSecurityGroupIds'],
      'alb-lambda': [],
    },
  ],
  [
    'targets that follow the endpoint',
    { targets: 'pinned' },
    { 'custom-domain': [], alb: ['targets'], 'alb-lambda': [] },
  ],
])('names what is missing without %s', (_, changes, expected) => {
  for (const [entry, paths] of Object.entries(expected)) {
    expect([entry, pathsOf(entry as Entry, changes)]).toEqual([entry, paths]);
  }
});

it('needs no group if the stack creates the endpoint', () => {
  const own = { network: { existing: {} } };
  expect(pathsOf('alb', own)).toEqual([]);
  expect(
    entryProblems('alb', 'new', {
      ...environment,
      network: { existing: { executeApiEndpointId: 'vpce-1' } },
    }),
  ).toEqual([]);
});

it.each([
  [{ executeApiEndpointId: 'vpce-1' }, /other services use the shared/],
  [{}, /knows neither their ranges/],
])('pins no addresses in an existing network with %j', (existing, reason) => {
  const pinned: Changes = {
    ...environment,
    targets: 'pinned',
    network: { existing: { endpointSecurityGroupIds: ['sg-1'], ...existing } },
  };
  const [problem, ...others] = entryProblems('alb', 'existing', pinned);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    path: 'environment.targets',
    value: 'pinned',
    message: expect.stringMatching(reason),
  });
  expect(entryProblems('alb', 'new', pinned)).toEqual([]);
});

it('says what to do about each', () => {
  for (const { message, fix } of entryProblems('alb', 'existing', {
    region: 'eu-central-1',
    network: environment.network,
  })) {
    expect(message).toMatch(/^missing, but entry alb requires it/);
    expect(fix).toMatch(/^Add .*, or choose entry endpoint$/);
  }
});
