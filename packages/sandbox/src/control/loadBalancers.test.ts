import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { service } from '../elbv2/__testUtils__/corporate';
import {
  addCertificate,
  deploy,
  elbClient,
  host,
  outputs,
} from '../elbv2/__testUtils__/template';
import {
  call,
  Harness,
  openTunnel,
  settledStatus,
  startHarness,
  upload,
} from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';

const handler = `exports.handler = async () => ({ statusCode: 200, body: '{}' });`;
const [first, second] = ['10.0.0.4', '10.0.1.4'];

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let made: Record<string, string>;
let certificateArn: string;
beforeAll(async () => {
  harness = await startHarness({ secondMs: 5 });
  client = elbClient(harness);
  await upload(harness, 'code.zip', { 'index.js': handler });
  certificateArn = addCertificate(harness);
  ({ outputs: made } = await deploy(harness, 'orders', {
    Resources: service('alb', certificateArn, ARTIFACT_BUCKET),
    Outputs: { ...outputs, Endpoint: { Value: { Ref: 'Endpoint' } } },
  }));
  await client.send(
    new RegisterTargetsCommand({
      TargetGroupArn: made.TargetGroupArn,
      Targets: [{ Id: first }, { Id: second }],
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

/** Waits for states of the targets, at most 20 s. */
async function settled(...expected: string[]) {
  let states: string[] = [];
  for (let attempt = 0; attempt < 1000; attempt++) {
    const { TargetHealthDescriptions } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: made.TargetGroupArn }),
    );
    states = TargetHealthDescriptions!.map(one => one.TargetHealth!.State!);
    if (states.join() === expected.join()) break;
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  expect(states).toEqual(expected);
}

const post = (path: string) =>
  fetch(`${harness.sandbox.endpointUrl}/_sandbox/${path}`, { method: 'POST' });
const statuses = (count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      call(harness, `https://${host}/items`).then(one => one.status),
    ),
  );

describe('the control calls for load balancers', () => {
  it('stop a target and start it again: the other one gets all requests meanwhile', async () => {
    const { control } = harness.sandbox;
    await settled('healthy', 'healthy');
    control.stopAddress(first);
    await settled('unhealthy', 'healthy');
    expect(await statuses(4)).toEqual([200, 200, 200, 200]);
    control.startAddress(first);
    await settled('healthy', 'healthy');
    expect(await statuses(4)).toEqual([200, 200, 200, 200]);
  });

  it('do the same over HTTP, and the page shows the state', async () => {
    const page = async () =>
      (
        await post('').then(() =>
          fetch(`${harness.sandbox.endpointUrl}/_sandbox/`),
        )
      ).text();
    expect((await post(`addresses/${second}/stop`)).status).toBe(200);
    expect(await page()).toContain(`aria-label="Start ${second}"`);
    expect((await post(`addresses/${second}/start`)).status).toBe(200);
    expect(await page()).toContain(`aria-label="Stop ${second}"`);
    await settled('healthy', 'healthy');
  });

  it('of other parts have an effect on load balancers: a certificate expires', async () => {
    const { control } = harness.sandbox;
    const get = () => call(harness, `https://${host}/items`);
    control.expireCertificate(certificateArn);
    await expect(get()).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    control.renewCertificate(certificateArn);
    expect((await get()).status).toBe(200);
  });

  it('of other parts have an effect on load balancers: the interfaces of the endpoint are replaced', async () => {
    const { control } = harness.sandbox;
    const now = control.replaceEndpointInterfaces(made.Endpoint);
    await settled('unhealthy', 'unhealthy');
    const Targets = now.map(Id => ({ Id }));
    const { TargetGroupArn } = made;
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    await settled('unhealthy', 'unhealthy', 'healthy', 'healthy');
    expect(await statuses(4)).toEqual([200, 200, 200, 200]);
  });

  it('name what exists if they get something else', async () => {
    expect(() => harness.sandbox.control.stopAddress('10.9.9.9')).toThrow(
      /^No network interface has the address '10\.9\.9\.9'\. Existing addresses: 10\./,
    );
    const refused = await post('listeners/missing/delete');
    expect(refused.status).toBe(404);
    expect(await refused.json()).toEqual({
      error: `Listener 'missing' does not exist. Existing ARNs: ${made.ListenerArn}.`,
    });
  });

  it('delete a listener outside of CloudFormation; its stack can be deleted', async () => {
    await harness.sandbox.control.deleteListener(made.ListenerArn);
    const { Listeners } = await client.send(
      new DescribeListenersCommand({ LoadBalancerArn: made.LoadBalancerArn }),
    );
    expect(Listeners).toEqual([]);
    await settled('unused', 'unused', 'unused', 'unused');
    const silent = openTunnel(harness, '10.0.0.5:443');
    // A tunnel that opens serves as the clock: a refusal would arrive at once.
    const refused = await openTunnel(harness, '10.0.0.5:80');
    refused.socket.destroy();
    const outcome = await Promise.race([
      silent.then(() => 'connected'),
      new Promise(resolve => {
        setTimeout(() => resolve('no response'), 100);
      }),
    ]);
    expect(outcome).toBe('no response');
    silent.then(
      one => one.socket.destroy(),
      () => {},
    );
    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'orders' }),
    );
    await expect(settledStatus(harness, 'orders')).rejects.toThrow(
      /does not exist/,
    );
  });
});
