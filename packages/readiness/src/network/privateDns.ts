import {
  ListHostedZonesByVPCCommand,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import type { CheckContext } from '../session/context';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { serviceOf } from './endpoint';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

const id = 'endpoint.privateDns';

/**
 * Checks that nothing else in the VPC answers for API Gateway's names: another endpoint with private DNS, or a private
 * zone of the names themselves or of a parent.
 */
export async function checkPrivateDns(
  { clients, environment, reader }: CheckContext,
  { executeApiEndpointId, vpcId }: ExistingNetwork,
  { endpoints }: NetworkReads,
): Promise<Check[]> {
  const { partition, region } = environment;
  const domain = `execute-api.${region}.${
    partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  }`;
  const zones = await reader.readAll(
    'route53:ListHostedZonesByVPC',
    NextToken =>
      clients.route53.send(
        new ListHostedZonesByVPCCommand({
          VPCId: vpcId,
          VPCRegion: region as VPCRegion,
          NextToken,
        }),
      ),
    page => page.HostedZoneSummaries,
  );
  const conflicts = [
    ...(endpoints.value ?? [])
      .filter(
        one =>
          one.PrivateDnsEnabled &&
          one.VpcEndpointId !== executeApiEndpointId &&
          serviceOf(one) === 'execute-api',
      )
      .map(one => ({
        subject: one.VpcEndpointId!,
        found: `another endpoint with private DNS in ${vpcId}`,
        fix: 'Use this endpoint as executeApiEndpointId, or turn off its private DNS.',
      })),
    ...(zones.value ?? [])
      // Private DNS of an endpoint is a zone that a service of AWS owns.
      .filter(({ Owner }) => !Owner?.OwningService)
      .map(({ HostedZoneId, Name = '' }) => ({
        zoneId: HostedZoneId!,
        name: Name.replace(/\.$/, ''),
      }))
      .filter(({ name }) => domain === name || domain.endsWith(`.${name}`))
      .map(({ zoneId, name }) => ({
        subject: zoneId,
        found: `a private zone ${name} of ${vpcId}`,
        fix: 'Disassociate the zone from the VPC, or remove it.',
      })),
  ];
  if (conflicts.length > 0) {
    return conflicts.map(({ subject, found, fix }) =>
      wrong(id, subject, {
        found,
        expected: `nothing else that answers for ${domain}`,
        fix,
      }),
    );
  }
  const problem = endpoints.problem ?? zones.problem;
  return [problem ? unknown(id, vpcId, problem) : ok(id, vpcId)];
}
