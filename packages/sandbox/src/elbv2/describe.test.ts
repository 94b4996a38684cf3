import {
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Harness, startHarness } from '../__testUtils__/harness';
import {
  addCertificate,
  balancer,
  deploy,
  elbClient,
  host,
  network,
  outputs,
} from './__testUtils__/template';

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let certificateArn: string;
let made: Record<string, string>;

beforeAll(async () => {
  // No health check and no end of a delay falls into the test.
  harness = await startHarness({ secondMs: 60_000 });
  client = elbClient(harness);
  certificateArn = addCertificate(harness);
  const { outputs: values } = await deploy(harness, 'orders', {
    Resources: { ...network(), ...balancer(certificateArn) },
    Outputs: outputs,
  });
  made = values;
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

describe('Elastic Load Balancing describes', () => {
  it('a load balancer, by ARN and by name, with its attributes', async () => {
    const { LoadBalancerArn } = made;
    const name = LoadBalancerArn.split('/')[2];
    const byArn = await client.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }),
    );
    expect(byArn.LoadBalancers).toEqual([
      expect.objectContaining({
        LoadBalancerArn,
        LoadBalancerName: name,
        DNSName: made.Name,
        CanonicalHostedZoneId: made.Zone,
        Scheme: 'internal',
        Type: 'application',
        State: { Code: 'active' },
        VpcId: made.VpcId,
        CreatedTime: expect.any(Date),
        AvailabilityZones: [
          expect.objectContaining({ ZoneName: 'eu-central-1a' }),
          expect.objectContaining({ ZoneName: 'eu-central-1b' }),
        ],
      }),
    ]);
    const byName = await client.send(
      new DescribeLoadBalancersCommand({ Names: [name] }),
    );
    expect(byName.LoadBalancers).toEqual(byArn.LoadBalancers);
    const { Attributes } = await client.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }),
    );
    expect(Attributes).toEqual(
      expect.arrayContaining([
        {
          Key: 'routing.http.drop_invalid_header_fields.enabled',
          Value: 'true',
        },
        { Key: 'idle_timeout.timeout_seconds', Value: '60' },
      ]),
    );
    expect(made.FullName).toBe(LoadBalancerArn.split(':loadbalancer/')[1]);
    expect(made.Name).toMatch(
      /^internal-orders-LoadBa-\w+-\d+\.eu-central-1\.elb\.amazonaws\.com$/,
    );
  });

  it('its listener, rules and target group', async () => {
    const { Listeners } = await client.send(
      new DescribeListenersCommand({ LoadBalancerArn: made.LoadBalancerArn }),
    );
    expect(Listeners).toMatchObject([
      {
        ListenerArn: made.ListenerArn,
        Port: 443,
        Protocol: 'HTTPS',
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
        Certificates: [{ CertificateArn: certificateArn }],
        DefaultActions: [
          {
            Type: 'fixed-response',
            FixedResponseConfig: { StatusCode: '404' },
          },
        ],
      },
    ]);
    const { Rules } = await client.send(
      new DescribeRulesCommand({ ListenerArn: made.ListenerArn }),
    );
    expect(Rules).toMatchObject([
      {
        RuleArn: made.RuleArn,
        Priority: '1',
        IsDefault: false,
        Conditions: [{ Field: 'host-header', Values: [host] }],
        Actions: [{ Type: 'forward', TargetGroupArn: made.TargetGroupArn }],
      },
      { Priority: 'default', IsDefault: true },
    ]);
    const { TargetGroups } = await client.send(
      new DescribeTargetGroupsCommand({
        LoadBalancerArn: made.LoadBalancerArn,
      }),
    );
    expect(TargetGroups).toMatchObject([
      {
        TargetGroupArn: made.TargetGroupArn,
        TargetType: 'ip',
        Protocol: 'HTTPS',
        Port: 443,
        HealthCheckProtocol: 'HTTPS',
        HealthCheckPath: '/',
        Matcher: { HttpCode: '200,403' },
        LoadBalancerArns: [made.LoadBalancerArn],
      },
    ]);
  });

  it('the targets that are registered, until they are deregistered and drained', async () => {
    const { TargetGroupArn } = made;
    const idsAndStates = async (Targets?: Array<{ Id: string }>) => {
      const { TargetHealthDescriptions } = await client.send(
        new DescribeTargetHealthCommand({ TargetGroupArn, Targets }),
      );
      return TargetHealthDescriptions!.map(one => [
        one.Target!.Id,
        one.Target!.Port,
        one.Target!.AvailabilityZone,
        one.TargetHealth!.State,
      ]);
    };
    expect(await idsAndStates()).toEqual([]);
    const Targets = [{ Id: '10.0.0.20' }, { Id: '10.0.1.20', Port: 443 }];
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    // A second registration changes nothing.
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    expect(await idsAndStates()).toEqual([
      ['10.0.0.20', 443, 'eu-central-1a', 'initial'],
      ['10.0.1.20', 443, 'eu-central-1b', 'initial'],
    ]);
    expect(await idsAndStates([{ Id: '10.0.0.99' }])).toEqual([
      ['10.0.0.99', 443, undefined, 'unused'],
    ]);
    await client.send(
      new DeregisterTargetsCommand({
        TargetGroupArn,
        Targets: [{ Id: '10.0.0.20' }, { Id: '10.0.0.99' }],
      }),
    );
    expect(await idsAndStates()).toEqual([
      ['10.0.0.20', 443, 'eu-central-1a', 'draining'],
      ['10.0.1.20', 443, 'eu-central-1b', 'initial'],
    ]);
  });

  it('load balancers page by page', async () => {
    const other = await deploy(harness, 'other', {
      Resources: {
        ...network('10.1.0.0/20'),
        ...balancer(certificateArn),
      },
    });
    expect(other.failure).toBeUndefined();
    const pages: number[] = [];
    for await (const page of paginateDescribeLoadBalancers(
      { client },
      { PageSize: 1 },
    )) {
      pages.push(page.LoadBalancers!.length);
    }
    expect(pages).toEqual([1, 1]);
  });

  const missing = (part: string) =>
    `arn:aws:elasticloadbalancing:eu-central-1:111111111111:${part}/missing/0`;

  it.each([
    [
      'LoadBalancerNotFound',
      new DescribeLoadBalancersCommand({
        LoadBalancerArns: [missing('loadbalancer/app')],
      }),
    ],
    [
      'LoadBalancerNotFound',
      new DescribeLoadBalancersCommand({ Names: ['missing'] }),
    ],
    [
      'LoadBalancerNotFound',
      new DescribeLoadBalancerAttributesCommand({
        LoadBalancerArn: missing('loadbalancer/app'),
      }),
    ],
    [
      'ListenerNotFound',
      new DescribeListenersCommand({ ListenerArns: [missing('listener/app')] }),
    ],
    [
      'RuleNotFound',
      new DescribeRulesCommand({ RuleArns: [missing('listener-rule/app')] }),
    ],
    [
      'TargetGroupNotFound',
      new DescribeTargetGroupsCommand({
        TargetGroupArns: [missing('targetgroup')],
      }),
    ],
    [
      'TargetGroupNotFound',
      new DescribeTargetHealthCommand({
        TargetGroupArn: missing('targetgroup'),
      }),
    ],
    [
      'ValidationError',
      new DescribeLoadBalancersCommand({ LoadBalancerArns: ['not-an-arn'] }),
    ],
  ])('with the error %s what does not exist', async (code, command) => {
    const error = await client.send(command as any).catch((one: Error) => one);
    expect([
      (error as Error).name.replace(/Exception$/, ''),
      (error as Error).message,
    ]).toEqual([code, expect.stringMatching(/not found|is not a valid/)]);
  });

  it.each([
    ['a public address', { Id: '8.8.8.8' }, 'InvalidTargetException'],
    [
      'an address outside of the VPC without the zone all',
      { Id: '192.168.0.1' },
      'InvalidTargetException',
    ],
    ['no address', { Id: 'i-0123' }, 'ValidationError'],
  ])('rejects %s as a target', async (_, target, name) => {
    await expect(
      client.send(
        new RegisterTargetsCommand({
          TargetGroupArn: made.TargetGroupArn,
          Targets: [target],
        }),
      ),
    ).rejects.toMatchObject({ name });
  });

  it('denies, counts and throttles its operations like those of other services', async () => {
    const { control } = harness.sandbox;
    const describeAll = () => client.send(new DescribeLoadBalancersCommand({}));
    control.resetRequestCounts();
    control.setDeniedOperations({ '*': ['DescribeLoadBalancers'] });
    await expect(describeAll()).rejects.toMatchObject({
      name: expect.stringMatching(/AccessDenied/),
      message: expect.stringContaining(
        'elasticloadbalancing:DescribeLoadBalancers',
      ),
    });
    control.setDeniedOperations({});
    control.setRequestFaults({
      throttle: 1,
      operations: ['DescribeLoadBalancers'],
    });
    await expect(describeAll()).rejects.toMatchObject({
      name: expect.stringMatching(/Throttling/),
    });
    control.clearRequestFaults();
    await describeAll();
    expect(control.requestCounts().DescribeLoadBalancers).toBe(3);
  });
});
