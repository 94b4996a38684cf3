import { call, Harness, startHarness, upload } from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';
import { service } from './__testUtils__/corporate';
import {
  addCertificate,
  deploy,
  host,
  outputs,
} from './__testUtils__/template';

/** Registers the addresses of an endpoint as targets, as a function of a service does it. */
const handler = `
const { EC2Client, DescribeVpcEndpointsCommand, DescribeNetworkInterfacesCommand } = require('@aws-sdk/client-ec2');
const { ElasticLoadBalancingV2Client, DescribeTargetHealthCommand, RegisterTargetsCommand } = require('@aws-sdk/client-elastic-load-balancing-v2');
const ec2 = new EC2Client({});
const elb = new ElasticLoadBalancingV2Client({});
exports.handler = async ({ headers, path }) => {
  if (path !== '/sync') return { statusCode: 200, body: 'served' };
  const VpcEndpointIds = [headers['x-endpoint']];
  const TargetGroupArn = headers['x-group'];
  const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds }));
  const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: VpcEndpoints[0].NetworkInterfaceIds }));
  const Targets = NetworkInterfaces.map(one => ({ Id: one.PrivateIpAddress }));
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return { statusCode: 200, body: JSON.stringify(TargetHealthDescriptions.map(one => one.Target.Id)) };
};`;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe('a function in the sandbox', () => {
  it('finds the addresses of an endpoint and registers them as targets', async () => {
    await upload(harness, 'code.zip', { 'index.js': handler });
    const certificateArn = addCertificate(harness);
    const api = await deploy(harness, 'api', {
      Resources: service('alb', certificateArn, ARTIFACT_BUCKET),
      Outputs: { ...outputs, Endpoint: { Value: { Ref: 'Endpoint' } } },
    });
    const {
      Zone: _,
      Record: __,
      ...rest
    } = service(
      'alb-lambda',
      certificateArn,
      ARTIFACT_BUCKET,
      '10.1.0.0/20',
    ) as Record<string, any>;
    const direct = await deploy(harness, 'direct', {
      Resources: rest,
      Outputs: outputs,
    });
    expect([api.failure, direct.failure]).toEqual([undefined, undefined]);
    const synced = await call(harness, `https://${host}/sync`, {
      address: '10.1.0.4',
      headers: {
        'x-endpoint': api.outputs.Endpoint,
        'x-group': api.outputs.TargetGroupArn,
      },
    });
    expect(JSON.parse(synced.body).sort()).toEqual(['10.0.0.4', '10.0.1.4']);
    expect(await call(harness, `https://${host}/any`)).toMatchObject({
      status: 200,
      body: 'served',
    });
  });
});
