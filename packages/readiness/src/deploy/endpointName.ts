import {
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { Reader } from '../session/Reader';
import { requireRead } from './requireRead';

/** The DNS name of an endpoint and the hosted zone of that name, for an alias record. */
export type EndpointName = { dnsName: string; hostedZoneId: string };

/**
 * The regional DNS name of an interface endpoint, which AWS lists before those of the Availability Zones.
 *
 * @throws Error that names the IAM action if the call fails, or the endpoint has no DNS name
 */
export async function readEndpointName(
  ec2: EC2Client,
  { id, vpcId }: { id: string; vpcId: string },
): Promise<EndpointName> {
  const reader = new Reader();
  const endpoints = requireRead(
    await reader.readAll(
      'ec2:DescribeVpcEndpoints',
      NextToken =>
        ec2.send(
          new DescribeVpcEndpointsCommand({
            Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
            NextToken,
          }),
        ),
      page => page.VpcEndpoints,
    ),
  );
  const endpoint = endpoints.find(one => one.VpcEndpointId === id);
  const [entry] = endpoint?.DnsEntries ?? [];
  if (!entry?.DnsName || !entry.HostedZoneId) {
    throw new Error(
      `${vpcId} has no endpoint ${id} with a DNS name. Check network.existing.executeApiEndpointId: it must be an interface endpoint.`,
    );
  }
  return { dnsName: entry.DnsName, hostedZoneId: entry.HostedZoneId };
}
