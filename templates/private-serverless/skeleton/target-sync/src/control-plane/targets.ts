import { DescribeNetworkInterfacesCommand, DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { planTargets, type TargetPlan, targetPort } from './target-plan.ts';

const options = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
};
const network = new EC2Client(options);
const balancers = new ElasticLoadBalancingV2Client(options);

/**
 * Returns the addresses of an endpoint's network interfaces. An interface that AWS still creates has none yet.
 *
 * @throws Error if AWS does not describe the endpoint and every interface of it, or if no interface has an address
 */
export async function addressesOf(endpointId: string, abortSignal: AbortSignal): Promise<string[]> {
  const { VpcEndpoints: [endpoint] = [] } = await network.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }),
    { abortSignal },
  );
  const ids = endpoint?.NetworkInterfaceIds ?? [];
  // Without IDs, the next call would describe every interface of the account.
  if (ids.length === 0) throw new Error(`AWS describes no network interface of ${endpointId}. No target was changed.`);
  const { NetworkInterfaces: interfaces = [] } = await network.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ids }),
    { abortSignal },
  );
  if (interfaces.length < ids.length) {
    throw new Error(
      `AWS describes ${interfaces.length} of ${ids.length} network interfaces of ${endpointId}. No target was changed.`,
    );
  }
  const addresses = interfaces.flatMap(({ PrivateIpAddress: address }) => address ?? []);
  if (addresses.length === 0) throw new Error(`${endpointId} has no address yet. No target was changed.`);
  return addresses;
}

/** Registers the addresses that a target group lacks, then deregisters stale targets. @returns what it did */
export async function followAddresses(
  addresses: string[],
  targetGroupArn: string,
  abortSignal: AbortSignal,
): Promise<TargetPlan> {
  const group = { TargetGroupArn: targetGroupArn };
  const { TargetHealthDescriptions: described = [] } = await balancers.send(new DescribeTargetHealthCommand(group), {
    abortSignal,
  });
  const plan = planTargets(
    addresses,
    described.map(({ Target: target, TargetHealth: health }) => ({
      address: target?.Id ?? '',
      port: target?.Port ?? targetPort,
      state: health?.State ?? 'initial',
    })),
  );
  if (plan.register.length > 0) {
    const targets = plan.register.map(address => ({ Id: address, Port: targetPort }));
    await balancers.send(new RegisterTargetsCommand({ ...group, Targets: targets }), { abortSignal });
  }
  if (plan.deregister.length > 0) {
    const targets = plan.deregister.map(({ address, port }) => ({ Id: address, Port: port }));
    await balancers.send(new DeregisterTargetsCommand({ ...group, Targets: targets }), { abortSignal });
  }
  return plan;
}
