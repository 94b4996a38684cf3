import {
  DescribeIpamPoolsCommand,
  DescribeTransitGatewaysCommand,
} from '@aws-sdk/client-ec2';
import { type CheckContext, placeOf } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

/** Checks what other accounts usually own and share for new VPCs: the transit gateway and the IPAM pool. */
export async function checkConnection(context: CheckContext): Promise<Check[]> {
  const { ipamPoolId, transitGatewayId } =
    context.environment.network.new ?? {};
  return Promise.all([
    ...(transitGatewayId ? [checkGateway(context, transitGatewayId)] : []),
    ...(ipamPoolId ? [checkPool(context, ipamPoolId)] : []),
  ]);
}

/** EC2 describes a transit gateway of another account if it is shared with this one. */
async function checkGateway(
  { clients, environment, reader }: CheckContext,
  gatewayId: string,
): Promise<Check> {
  const id = 'transitGateway';
  const { value, problem } = await reader.readAll(
    'ec2:DescribeTransitGateways',
    NextToken =>
      clients.ec2.send(
        new DescribeTransitGatewaysCommand({
          Filters: [{ Name: 'transit-gateway-id', Values: [gatewayId] }],
          NextToken,
        }),
      ),
    page => page.TransitGateways,
  );
  if (problem) return unknown(id, gatewayId, problem);
  const [gateway] = value;
  if (!gateway) {
    return missing(id, gatewayId, {
      expected: `a transit gateway that ${placeOf(environment)} can use`,
      fix: `Share the transit gateway with account ${environment.accountId} in AWS RAM and accept the share, or correct network.new.transitGatewayId.`,
    });
  }
  return gateway.State === 'available'
    ? ok(id, gatewayId, `of account ${gateway.OwnerId}`)
    : wrong(id, gatewayId, {
        found: String(gateway.State),
        expected: 'available',
        fix: 'Wait for the transit gateway, or use another one.',
      });
}

/** A pool allocates ranges only in its locale: https://docs.aws.amazon.com/vpc/latest/ipam/create-vpc-ipam.html */
async function checkPool(
  { clients, environment, reader }: CheckContext,
  poolId: string,
): Promise<Check> {
  const id = 'ipamPool';
  const { region } = environment;
  const { value, problem } = await reader.readAll(
    'ec2:DescribeIpamPools',
    NextToken =>
      clients.ec2.send(
        new DescribeIpamPoolsCommand({
          Filters: [{ Name: 'ipam-pool-id', Values: [poolId] }],
          NextToken,
        }),
      ),
    page => page.IpamPools,
  );
  if (problem) return unknown(id, poolId, problem);
  const [pool] = value;
  if (!pool) {
    return missing(id, poolId, {
      expected: `an IPAM pool that ${placeOf(environment)} can use`,
      fix: `Share the pool with account ${environment.accountId} in AWS RAM and accept the share, or correct network.new.ipamPoolId.`,
    });
  }
  const found = `${pool.AddressFamily}, locale ${pool.Locale}, ${pool.State}`;
  // After a change of the pool, its state is modify-complete.
  const isUsable = /^(create|modify)-complete$/.test(String(pool.State));
  return pool.AddressFamily === 'ipv4' && pool.Locale === region && isUsable
    ? ok(id, poolId, found)
    : wrong(id, poolId, {
        found,
        expected: `ipv4, locale ${region}, create-complete`,
        fix: `Set network.new.ipamPoolId to an IPv4 pool with the locale ${region}.`,
      });
}
