import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { call, Harness, startHarness, upload } from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';
import { service } from './__testUtils__/corporate';
import {
  addCertificate,
  deploy,
  elbClient,
  host,
  outputs,
} from './__testUtils__/template';

const handler = `exports.handler = async () => ({ statusCode: 200, body: '{}' });`;
const [first, second, absent] = ['10.0.0.4', '10.0.1.4', '10.0.0.99'];

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let TargetGroupArn: string;
beforeAll(async () => {
  harness = await startHarness({ secondMs: 5 });
  client = elbClient(harness);
  await upload(harness, 'code.zip', { 'index.js': handler });
  const { outputs: values } = await deploy(harness, 'orders', {
    Resources: service('alb', addCertificate(harness), ARTIFACT_BUCKET),
    Outputs: outputs,
  });
  ({ TargetGroupArn } = values);
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

/** State and reason of each target by its address. */
async function states(): Promise<Record<string, string>> {
  const { TargetHealthDescriptions } = await client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return Object.fromEntries(
    TargetHealthDescriptions!.map(({ Target, TargetHealth }) => [
      Target!.Id!,
      [TargetHealth!.State, TargetHealth!.Reason].filter(Boolean).join(' '),
    ]),
  );
}

/** Waits for states, at most 20 s. @returns the last ones */
async function settled(expected: Record<string, string>) {
  let current: Record<string, string> = {};
  for (let attempt = 0; attempt < 1000; attempt++) {
    current = await states();
    if (JSON.stringify(current) === JSON.stringify(expected)) break;
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  return current;
}

/** The same state of both addresses of the endpoint. */
const both = (state: string) => ({ [first]: state, [second]: state });
const targets = (...ids: string[]) => ({
  TargetGroupArn,
  Targets: ids.map(Id => ({ Id })),
});

describe('target health', () => {
  it('follows real requests: an API that answers 403 to an unknown host is healthy by the matcher', async () => {
    await client.send(new RegisterTargetsCommand(targets(first, second)));
    expect(await settled(both('healthy'))).toEqual(both('healthy'));
  });

  it('is unhealthy for an address that does not respond, which gets no requests', async () => {
    await client.send(new RegisterTargetsCommand(targets(absent)));
    const expected = {
      ...both('healthy'),
      [absent]: 'unhealthy Target.Timeout',
    };
    expect(await settled(expected)).toEqual(expected);
    for (let attempt = 0; attempt < 4; attempt++) {
      expect((await call(harness, `https://${host}/items`)).status).toBe(200);
    }
  });

  it('drains a deregistered target, which then is not registered', async () => {
    await client.send(new DeregisterTargetsCommand(targets(absent)));
    expect((await states())[absent]).toBe(
      'draining Target.DeregistrationInProgress',
    );
    expect(await settled(both('healthy'))).toEqual(both('healthy'));
  });

  it('changes with the status that the matcher expects, and requests go to all targets if none is healthy', async () => {
    const change = (HttpCode: string) =>
      harness.sandbox.control.changeResource({
        stackName: 'orders',
        logicalId: 'TargetGroup',
        properties: { Matcher: { HttpCode } },
      });
    change('200');
    const mismatch = 'unhealthy Target.ResponseCodeMismatch';
    expect(await settled(both(mismatch))).toEqual(both(mismatch));
    expect((await call(harness, `https://${host}/items`)).status).toBe(200);
    change('200,403');
    expect(await settled(both('healthy'))).toEqual(both('healthy'));
  });

  it('fails for a target that does not speak the protocol of the check', async () => {
    const change = (HealthCheckProtocol: string) =>
      harness.sandbox.control.changeResource({
        stackName: 'orders',
        logicalId: 'TargetGroup',
        properties: { HealthCheckProtocol },
      });
    // AWS's default, to the TLS port of the endpoint.
    change('HTTP');
    const failed = 'unhealthy Target.FailedHealthChecks';
    expect(await settled(both(failed))).toEqual(both(failed));
    change('HTTPS');
    expect(await settled(both('healthy'))).toEqual(both('healthy'));
  });

  it('is unused without a rule that forwards to the target group', async () => {
    await harness.sandbox.control.removeResource({
      stackName: 'orders',
      logicalId: 'Rule',
    });
    const unused = 'unused Target.NotInUse';
    expect(await states()).toEqual(both(unused));
  });
});
