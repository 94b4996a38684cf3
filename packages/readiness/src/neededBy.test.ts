import { checkText, isProblem, neededBy, type ServiceNeeds } from './neededBy';
import type { Check, Readiness } from './types';

/** An environment in which everything is wrong, so that what remains is what is needed. */
function broken(...ids: string[]): Readiness {
  return {
    environment: 'dev',
    at: '2026-11-28T12:00:00.000Z',
    ready: false,
    checks: [
      { id: 'account', status: 'ok', subject: '111111111111', fix: '' },
      ...ids.map((id): Check => {
        const [, list] = /^prefixLists (.+)$/.exec(id) ?? [];
        return {
          id: list ? 'prefixLists' : id,
          status: 'wrong',
          subject: list ? `com.amazonaws.eu-central-1.${list}` : id,
          found: 'a',
          expected: 'b',
          fix: 'Fix it.',
        };
      }),
    ],
  };
}

const smallest: ServiceNeeds = {
  network: 'new',
  entry: 'endpoint',
  mtls: false,
  data: [],
  services: [],
  isFirstDeploy: true,
};

const ofNetwork = [
  'vpc',
  'vpc.dns',
  'subnets',
  'subnets.zones',
  'subnets.addresses',
  'routes',
  'routes.internet',
];
const ofEndpoint = [
  'endpoint',
  'endpoint.policy',
  'endpoint.groups',
  'endpoint.privateDns',
];
const ofDomain = [
  'zone',
  'certificate',
  'certificate.names',
  'certificate.expiry',
];
const ofNewNetwork = ['quota.vpcs', 'ranges', 'ipamPool'];
const ofConnection = ['transitGateway'];
const ofAll = [
  'bucket.artifacts',
  'role.cloudformation',
  'role.pass',
  'policy.boundary',
  'network',
];
const everything = [
  ...ofAll,
  'bucket.logs',
  'apiGateway.loggingRole',
  ...ofNetwork,
  ...ofEndpoint,
  'subnets.balancers',
  'endpoint.domains',
  'endpoint.logs',
  'endpoint.sqs',
  'endpoint.s3',
  'endpoint.secretsmanager',
  'prefixLists s3',
  'prefixLists dynamodb',
  ...ofNewNetwork,
  ...ofConnection,
  ...ofDomain,
  'zone.association',
  'trustStore',
];

/** What a service needs besides what all services need. */
const neededIds = (needs: Partial<ServiceNeeds>) =>
  neededBy(broken(...everything), { ...smallest, ...needs })
    .checks.slice(1)
    .map(({ id, subject }) =>
      id === 'prefixLists' ? `${id} ${subject.split('.').pop()}` : id,
    )
    .filter(id => !ofAll.includes(id));

describe('neededBy', () => {
  it.each<[string, Partial<ServiceNeeds>, string[]]>([
    [
      'a new network and an endpoint',
      {},
      ['apiGateway.loggingRole', ...ofNewNetwork, ...ofConnection],
    ],
    [
      'the update of a service with a new network',
      { isFirstDeploy: false },
      ['apiGateway.loggingRole', ...ofConnection],
    ],
    [
      'an existing network',
      { network: 'existing' },
      ['apiGateway.loggingRole', ...ofNetwork, ...ofEndpoint, 'endpoint.logs'],
    ],
    [
      'the update of a service in an existing network',
      { network: 'existing', isFirstDeploy: false },
      [
        'apiGateway.loggingRole',
        ...ofNetwork.filter(id => id !== 'subnets.addresses'),
        ...ofEndpoint,
        'endpoint.logs',
      ],
    ],
    [
      'a custom domain in an existing network',
      { network: 'existing', entry: 'custom-domain' },
      [
        'apiGateway.loggingRole',
        ...ofNetwork,
        ...ofEndpoint,
        'endpoint.domains',
        'endpoint.logs',
        ...ofDomain,
        'zone.association',
      ],
    ],
    [
      'a load balancer with client certificates',
      { entry: 'alb', mtls: true },
      [
        'bucket.logs',
        'apiGateway.loggingRole',
        ...ofNewNetwork,
        ...ofConnection,
        ...ofDomain,
        'trustStore',
      ],
    ],
    [
      'a load balancer without an API',
      { network: 'existing', entry: 'alb-lambda' },
      [
        'bucket.logs',
        ...ofNetwork,
        'subnets.balancers',
        'endpoint.logs',
        ...ofDomain,
        'zone.association',
      ],
    ],
    [
      'data stores and further services',
      { network: 'existing', data: ['s3', 'secret'], services: ['sqs'] },
      [
        'apiGateway.loggingRole',
        ...ofNetwork,
        ...ofEndpoint,
        'endpoint.logs',
        'endpoint.sqs',
        'endpoint.s3',
        'endpoint.secretsmanager',
        'prefixLists s3',
      ],
    ],
    [
      'services that are not known',
      { network: 'existing', services: undefined },
      [
        'apiGateway.loggingRole',
        ...ofNetwork,
        ...ofEndpoint,
        'endpoint.logs',
        'endpoint.sqs',
        'endpoint.s3',
        'endpoint.secretsmanager',
      ],
    ],
  ])('with %s', (_, needs, expected) => {
    expect(neededIds(needs)).toEqual(expected);
  });

  it('needs what all services need, and a check of a later version', () => {
    const { checks } = neededBy(broken(...ofAll, 'later'), smallest);
    expect(checks.slice(1).map(({ id }) => id)).toEqual([...ofAll, 'later']);
  });

  it('is ready if only other services are affected', () => {
    expect(neededBy(broken('quota.vpcs'), smallest).ready).toBe(false);
    const update = { ...smallest, isFirstDeploy: false };
    expect(neededBy(broken('quota.vpcs'), update)).toMatchObject({
      ready: true,
      checks: [{ id: 'account' }],
    });
  });

  it('lacks what the environment does not name', () => {
    const { checks, ready } = neededBy(broken(), {
      ...smallest,
      entry: 'alb',
      mtls: true,
    });
    expect(ready).toBe(false);
    expect(checks.slice(1).map(checkText)).toEqual([
      'domain.hostedZoneId (zone): missing. What to do: Set domain.hostedZoneId in the environment, or choose another entry for the service.',
      'domain.certificateArn (certificate): missing. What to do: Set domain.certificateArn in the environment, or choose another entry for the service.',
      'domain.trustStore (trustStore): missing. What to do: Set domain.trustStore in the environment, or choose another entry for the service.',
    ]);
  });

  it.each<[ServiceNeeds['entry'], string, string | undefined]>([
    ['alb', 'PRIVATE', 'Choose entry custom-domain'],
    ['custom-domain', 'REGIONAL', 'Choose entry alb'],
    ['alb', 'REGIONAL', undefined],
    ['custom-domain', 'PRIVATE', undefined],
    ['endpoint', 'PRIVATE', undefined],
  ])(
    'with entry %s and an endpoint that serves %s domains: %s',
    (entry, kind, fix) => {
      const readiness = broken(...ofDomain, 'zone.association');
      for (const check of readiness.checks) check.status = 'ok';
      readiness.checks.push({
        id: 'endpoint.domains',
        status: 'ok',
        subject: 'vpce-0a',
        found: `${kind} custom domains`,
        fix: '',
      });
      const needs = { ...smallest, network: 'existing' as const, entry };
      const { checks, ready } = neededBy(readiness, needs);
      expect(ready).toBe(fix === undefined);
      expect(checks.filter(isProblem).map(checkText)).toEqual(
        fix === undefined
          ? []
          : [
              `vpce-0a (endpoint.domains): found ${kind} custom domains, expected one kind of custom domain for each endpoint. What to do: ${fix}, or an environment with another endpoint.`,
            ],
      );
    },
  );

  it.each(['wrong', 'unknown'] as const)(
    'is not ready with an account that is %s',
    status => {
      const readiness = broken();
      readiness.checks[0].status = status;
      expect(neededBy(readiness, smallest)).toMatchObject({
        ready: false,
        checks: [{ id: 'account' }],
      });
    },
  );
});
