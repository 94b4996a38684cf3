import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Harness, startHarness } from '../__testUtils__/harness';
import {
  addCertificate,
  balancer,
  deploy,
  network,
  outputs,
} from './__testUtils__/template';

// Each call starts a process.
jest.setTimeout(120_000);

const installed = spawnSync('aws', ['--version']).status === 0;

if (!installed) {
  process.stderr.write(
    '\nNOT RUN: load balancers with the aws command; it is not on the PATH.\n',
  );
}

(installed ? describe : describe.skip)('the aws command', () => {
  let harness: Harness;
  let made: Record<string, string>;
  beforeAll(async () => {
    // No health check and no end of a delay falls into the test.
    harness = await startHarness({ secondMs: 60_000 });
    ({ outputs: made } = await deploy(harness, 'orders', {
      Resources: { ...network(), ...balancer(addCertificate(harness)) },
      Outputs: outputs,
    }));
  });
  afterAll(async () => harness.close());

  /** The JSON of `aws elbv2 …`, which must succeed. Undefined if there is none. */
  const elbv2 = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(
      'aws',
      ['--output', 'json', 'elbv2', ...args],
      {
        env: {
          PATH: process.env.PATH,
          HOME: '/nonexistent',
          AWS_ENDPOINT_URL: harness.sandbox.endpointUrl,
          AWS_ACCESS_KEY_ID: 'any',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'eu-central-1',
        } as unknown as NodeJS.ProcessEnv,
      },
    );
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };

  it('describes load balancers, listeners, rules, attributes and target groups', async () => {
    const { LoadBalancers } = await elbv2(
      'describe-load-balancers',
      ...['--load-balancer-arns', made.LoadBalancerArn],
    );
    expect(LoadBalancers).toMatchObject([
      { DNSName: made.Name, Scheme: 'internal', State: { Code: 'active' } },
    ]);
    const { Listeners } = await elbv2(
      'describe-listeners',
      ...['--load-balancer-arn', made.LoadBalancerArn],
    );
    expect(Listeners).toMatchObject([{ Port: 443, Protocol: 'HTTPS' }]);
    const { Rules } = await elbv2(
      'describe-rules',
      ...['--listener-arn', made.ListenerArn],
    );
    expect(Rules).toMatchObject([{ Priority: '1' }, { IsDefault: true }]);
    const { Attributes } = await elbv2(
      'describe-load-balancer-attributes',
      ...['--load-balancer-arn', made.LoadBalancerArn],
    );
    expect(Attributes).toContainEqual({
      Key: 'deletion_protection.enabled',
      Value: 'false',
    });
    const { TargetGroups } = await elbv2(
      'describe-target-groups',
      ...['--target-group-arns', made.TargetGroupArn],
    );
    expect(TargetGroups).toMatchObject([{ TargetType: 'ip', Port: 443 }]);
  });

  it('registers and deregisters targets', async () => {
    const group = ['--target-group-arn', made.TargetGroupArn];
    const targets = ['--targets', 'Id=10.0.0.20', 'Id=10.0.1.20,Port=443'];
    await elbv2('register-targets', ...group, ...targets);
    await elbv2('deregister-targets', ...group, '--targets', 'Id=10.0.0.20');
    const { TargetHealthDescriptions } = await elbv2(
      'describe-target-health',
      ...group,
    );
    expect(TargetHealthDescriptions).toMatchObject([
      { Target: { Id: '10.0.0.20' }, TargetHealth: { State: 'draining' } },
      {
        Target: { Id: '10.0.1.20', Port: 443 },
        HealthCheckPort: '443',
        TargetHealth: { State: 'initial' },
      },
    ]);
  });
});
