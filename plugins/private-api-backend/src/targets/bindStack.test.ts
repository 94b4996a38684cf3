import { ConfigReader } from '@backstage/config';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { bindStack } from './bindStack';
import type { OwnedResource } from './endpoint';
import type { StackDescription } from './StackReader';
import type { Binding } from './Target';
import type { KnownVpcs } from './VpcReader';

const noon = Date.parse('2026-03-12T12:00:00.000Z');
const entityRef = 'component:default/orders';
const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev/1';
const host = 'a1-vpce-1.execute-api.eu-central-1.amazonaws.com';

const environments = readEnvironments(
  new ConfigReader({
    privateServerless: {
      environments: [
        { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
        { id: 'test', accountId: '111111111111', region: 'eu-central-1' },
        {
          id: 'shared',
          accountId: '222222222222',
          region: 'eu-central-1',
          artifactBucket: 'artifacts',
          corporateCidrs: ['10.0.0.0/8'],
          network: {
            existing: {
              vpcId: 'vpc-0a',
              subnetIds: ['subnet-0a', 'subnet-0b'],
            },
            new: { cidrs: ['100.64.0.0/16'] },
          },
        },
      ],
    },
  }),
);

const ready: StackDescription = {
  stackName: 'orders-dev',
  status: 'CREATE_COMPLETE',
  tags: { 'private-serverless.dev/entity-ref': entityRef },
  outputs: {
    EndpointUrl: `https://${host}/live`,
    HealthPath: '/health',
    RestApiId: 'a1',
    VpcEndpointId: 'vpce-1',
    TemplateVersion: '0.1.0',
  },
};

/** Binds a stack that AWS describes as `stack`, and records the requests. */
async function bind(
  stack: StackDescription | undefined,
  options: {
    annotation?: string;
    preferredEnvironment?: string;
    adoptedStacks?: ReadonlyMap<string, string>;
    allowedHostSuffixes?: string[];
    resources?: OwnedResource[];
    vpcs?: KnownVpcs;
    previous?: Binding;
    now?: number;
  } = {},
) {
  const requests: string[] = [];
  const knowledge = await bindStack({
    entityRef,
    stackArn: options.annotation ?? stackArn,
    preferredEnvironment: options.preferredEnvironment,
    rules: {
      environments,
      adoptedStacks: options.adoptedStacks ?? new Map(),
      allowedHostSuffixes: options.allowedHostSuffixes ?? [],
    },
    reader: {
      async describe(environment) {
        requests.push(`describe in ${environment.id}`);
        return stack;
      },
      async resources(environment) {
        requests.push(`resources in ${environment.id}`);
        return [
          { type: 'AWS::ApiGateway::RestApi', physicalId: 'a1' },
          { type: 'AWS::EC2::VPCEndpoint', physicalId: 'vpce-1' },
          ...(options.resources ?? []),
        ];
      },
      list: async () => new Map(),
    },
    previous: options.previous,
    now: options.now ?? noon,
    vpcReader: {
      async vpcs(environment) {
        requests.push(`vpcs in ${environment.id}`);
        return options.vpcs ?? { vpcs: [] };
      },
    },
  });
  return { ...knowledge, requests };
}

describe('bindStack', () => {
  it('binds a stack whose owner tag names the entity', async () => {
    expect(await bind(ready)).toEqual({
      binding: {
        environmentId: 'dev',
        stackName: 'orders-dev',
        url: `https://${host}/live/health`,
        endpointUrl: `https://${host}/live`,
        entry: 'endpoint',
        templateVersion: '0.1.0',
        ownedHosts: [host],
        vpc: { unknown: 'the stack has no output VpcId' },
        parts: { api: { id: 'a1' }, endpointId: 'vpce-1' },
      },
      stack: { environmentId: 'dev', revision: expect.any(String) },
      requests: ['describe in dev', 'resources in dev'],
    });
  });

  it('knows the stack of an entity whose outputs are missing, and none of another entity', async () => {
    const { reason, stack } = await bind({ ...ready, outputs: {} });
    expect(reason!.code).toBe('output.missing');
    expect(stack).toMatchObject({ environmentId: 'dev' });
    const other = await bind({ ...ready, tags: {} });
    expect(other.reason!.code).toBe('stack.notBound');
    expect(other.stack).toBeUndefined();
  });

  describe('with a binding of an earlier pass', () => {
    const vpcs = {
      vpcs: [{ id: 'vpc-0a', cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] }],
    };
    const shared = stackArn.replace('111111111111', '222222222222');
    const inVpc = {
      ...ready,
      outputs: { ...ready.outputs, VpcId: 'vpc-0a' },
    };
    const bindAgain = async (stack: StackDescription, laterMs: number) => {
      const options = { annotation: shared, vpcs };
      const { binding: previous } = await bind(inVpc, options);
      const { requests, binding } = await bind(stack, {
        ...options,
        previous,
        now: noon + laterMs,
      });
      return { requests: requests.join(), isSame: binding === previous };
    };
    const minute = 60_000;

    it('does not list the resources of a stack that has not changed', async () => {
      expect(await bindAgain(inVpc, 5 * minute)).toEqual({
        requests: 'describe in shared',
        isSame: true,
      });
    });

    it.each<[string, Partial<StackDescription>, number]>([
      ['was updated', { updatedAt: '2026-03-12T12:01:00.000Z' }, 5],
      ['has another status', { status: 'UPDATE_IN_PROGRESS' }, 5],
      [
        'has other outputs',
        { outputs: { ...inVpc.outputs, HealthPath: '/other' } },
        5,
      ],
      ['was read an hour ago', {}, 61],
      ['was read in the future, since the clock was set back', {}, -5],
    ])('lists them if it %s', async (_, change, minutes) => {
      expect(
        await bindAgain({ ...inVpc, ...change }, minutes * minute),
      ).toEqual({
        requests: 'describe in shared,resources in shared,vpcs in shared',
        isSame: false,
      });
    });

    it('reads them again while the ranges of the VPC are not known', async () => {
      const { binding: previous } = await bind(ready);
      const { requests } = await bind(ready, { previous });
      expect(requests).toEqual(['describe in dev', 'resources in dev']);
    });
  });

  it('ignores the case of the owner tag', async () => {
    const tags = {
      'private-serverless.dev/entity-ref': 'Component:default/Orders',
    };
    expect(await bind({ ...ready, tags })).toHaveProperty('binding');
  });

  it('selects the preferred environment of those with the account and region', async () => {
    expect(await bind(ready, { preferredEnvironment: 'test' })).toMatchObject({
      binding: { environmentId: 'test' },
    });
  });

  it.each([
    ['an invalid ARN', 'orders-dev', 'annotation.invalid'],
    [
      'another account',
      stackArn.replace('111111111111', '999999999999'),
      'environment.unknown',
    ],
  ])('sends no request for %s', async (_, annotation, code) => {
    expect(await bind(ready, { annotation })).toMatchObject({
      reason: { code },
      requests: [],
    });
  });

  it.each([
    [
      'another entity',
      { 'private-serverless.dev/entity-ref': 'component:x/y' },
    ],
    ['no entity', {}],
  ])('does not bind a stack whose owner tag names %s', async (_, tags) => {
    const { reason, requests } = await bind({ ...ready, tags: { ...tags } });
    expect(reason).toMatchObject({ code: 'stack.notBound' });
    expect(JSON.stringify(reason)).not.toContain('component:x/y');
    expect(requests).toEqual(['describe in dev']);
  });

  it('binds an adopted stack to its entity only', async () => {
    const untagged = { ...ready, tags: {} };
    const adoptedFor = (ref: string) => ({
      adoptedStacks: new Map([[stackArn, ref]]),
    });
    expect(await bind(untagged, adoptedFor(entityRef))).toHaveProperty(
      'binding',
    );
    expect(
      await bind(untagged, adoptedFor('component:default/pay')),
    ).toMatchObject({ reason: { code: 'stack.notBound' } });
  });

  it.each([
    ['CREATE_IN_PROGRESS', 'stack.notReady'],
    ['REVIEW_IN_PROGRESS', 'stack.notReady'],
    ['ROLLBACK_IN_PROGRESS', 'stack.notReady'],
    ['DELETE_IN_PROGRESS', 'stack.notReady'],
    ['CREATE_FAILED', 'stack.failed'],
    ['ROLLBACK_COMPLETE', 'stack.failed'],
    ['ROLLBACK_FAILED', 'stack.failed'],
    ['DELETE_FAILED', 'stack.failed'],
    ['DELETE_COMPLETE', 'stack.missing'],
  ])('does not bind a stack in %s: %s', async (status, code) => {
    expect(await bind({ ...ready, status })).toMatchObject({
      reason: { code },
    });
  });

  it.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED'])(
    'binds a stack in %s, which still serves requests',
    async status => {
      expect(await bind({ ...ready, status })).toHaveProperty('binding');
    },
  );

  it('reports a stack that does not exist', async () => {
    expect(await bind(undefined)).toMatchObject({
      reason: { code: 'stack.missing' },
    });
  });

  it('reports an output that is missing', async () => {
    const { HealthPath, ...outputs } = ready.outputs;
    const { reason } = await bind({ ...ready, outputs });
    expect(reason).toMatchObject({ code: 'output.missing' });
    expect(reason?.headline).toContain('HealthPath');
  });

  it('rejects a host that the stack does not own unless its suffix is allowed', async () => {
    const stack = {
      ...ready,
      outputs: {
        ...ready.outputs,
        EndpointUrl: 'https://orders.acme.internal',
      },
    };
    expect(await bind(stack)).toMatchObject({
      reason: { code: 'policy.host' },
    });
    expect(
      await bind(stack, { allowedHostSuffixes: ['.acme.internal'] }),
    ).toHaveProperty('binding');
  });

  it('binds a service with a custom domain to its name, not to a name of AWS', async () => {
    const stack = {
      ...ready,
      outputs: {
        ...ready.outputs,
        EndpointUrl: 'https://orders.acme.internal',
        DomainName: 'orders.acme.internal',
      },
    };
    const { binding } = await bind(stack, {
      allowedHostSuffixes: ['.acme.internal'],
    });
    expect(binding).toMatchObject({
      entry: 'custom-domain',
      url: 'https://orders.acme.internal/health',
    });
  });
});

describe('the VPC of a bound stack', () => {
  const shared = stackArn.replace('111111111111', '222222222222');
  const withVpc = (VpcId: string) => ({
    ...ready,
    outputs: { ...ready.outputs, VpcId },
  });
  const ranges = (id: string) => ({
    id,
    cidrs: ['100.64.4.0/22', '52.1.0.0/16'],
    ipv6Cidrs: [
      { cidr: '2600:1f18:aa:bb00::/56', isAllocated: true },
      { cidr: '2600:ffff:aa:bb00::/56', isAllocated: false },
    ],
  });
  const vpcs = { vpcs: [ranges('vpc-0a'), ranges('vpc-0b')] };
  const ownVpc = [{ type: 'AWS::EC2::VPC', physicalId: 'vpc-0b' }];

  it('is the existing one of the environment, with all of its ranges', async () => {
    const { binding, requests } = await bind(withVpc('vpc-0a'), {
      annotation: shared,
      vpcs,
    });
    expect(binding?.vpc).toEqual({
      cidrs: [
        '100.64.4.0/22',
        '52.1.0.0/16',
        '2600:1f18:aa:bb00::/56',
        '2600:ffff:aa:bb00::/56',
      ],
    });
    expect(requests.at(-1)).toBe('vpcs in shared');
  });

  it('is one that the stack created, without the ranges that its author chose', async () => {
    const { binding } = await bind(withVpc('vpc-0b'), {
      annotation: shared,
      resources: ownVpc,
      vpcs,
    });
    expect(binding?.vpc).toEqual({
      cidrs: ['100.64.4.0/22', '2600:1f18:aa:bb00::/56'],
    });
  });

  it('is not another VPC of the account that the output names', async () => {
    const { binding, requests } = await bind(withVpc('vpc-0b'), {
      annotation: shared,
      resources: [{ type: 'AWS::EC2::Subnet', physicalId: 'vpc-0b' }],
      vpcs,
    });
    expect(binding?.vpc).toEqual({
      unknown:
        'the stack does not contain the VPC vpc-0b of its output VpcId, and the environment does not name it',
    });
    expect(requests).not.toContain('vpcs in shared');
  });

  it.each<[string, KnownVpcs, string]>([
    [
      'the read is denied',
      { unknown: 'ec2:DescribeVpcs is denied' },
      'ec2:DescribeVpcs is denied',
    ],
    [
      'the VPC is newer than the read',
      { vpcs: [ranges('vpc-0a')] },
      'vpc-0b has not been described yet',
    ],
  ])('is unknown if %s', async (_, known, unknown) => {
    const { binding } = await bind(withVpc('vpc-0b'), {
      annotation: shared,
      resources: ownVpc,
      vpcs: known,
    });
    expect(binding?.vpc).toEqual({ unknown });
  });
});
