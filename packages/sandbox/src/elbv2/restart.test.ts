import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  call,
  Harness,
  resolve4,
  startHarness,
  upload,
} from '../__testUtils__/harness';
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
const stateDir = mkdtempSync(join(tmpdir(), 'elb-state-'));
let harness: Harness;
// A draining target stays for as long as the test runs.
const start = () => startHarness({ stateDir, secondMs: 60_000 });
beforeAll(async () => {
  harness = await start();
});
afterAll(async () => {
  await harness.close();
  rmSync(stateDir, { recursive: true });
});

describe('a restart', () => {
  it('keeps load balancers, their names, and the registrations of targets', async () => {
    await upload(harness, 'code.zip', { 'index.js': handler });
    const { outputs: made } = await deploy(harness, 'orders', {
      Resources: service('alb', addCertificate(harness), ARTIFACT_BUCKET),
      Outputs: outputs,
    });
    const { TargetGroupArn } = made;
    let client = elbClient(harness);
    const targets = (...ids: string[]) => ({
      TargetGroupArn,
      Targets: ids.map(Id => ({ Id })),
    });
    await client.send(
      new RegisterTargetsCommand(targets('10.0.0.4', '10.0.1.4')),
    );
    await client.send(new DeregisterTargetsCommand(targets('10.0.1.4')));
    const addresses = await resolve4(harness, made.Name);
    client.destroy();
    await harness.close();

    harness = await start();
    client = elbClient(harness);
    const { TargetHealthDescriptions } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    client.destroy();
    expect(
      TargetHealthDescriptions!.map(one => [
        one.Target!.Id,
        one.TargetHealth!.State === 'draining',
      ]),
    ).toEqual([
      ['10.0.0.4', false],
      ['10.0.1.4', true],
    ]);
    expect((await resolve4(harness, made.Name)).sort()).toEqual(
      addresses.sort(),
    );
    expect((await call(harness, `https://${host}/items`)).status).toBe(200);
  });
});
