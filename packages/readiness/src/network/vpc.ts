import { type CheckContext, placeOf } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

/** Checks that the VPC exists, and that names resolve in it. */
export function checkVpc(
  { environment }: CheckContext,
  { vpcId }: ExistingNetwork,
  { vpcs, dnsSupport, dnsHostnames }: NetworkReads,
): Check[] {
  if (vpcs.value?.length === 0) {
    return [
      missing('vpc', vpcId, {
        expected: `a VPC in ${placeOf(environment)}`,
        fix: 'Correct network.existing.vpcId, or accountId and region.',
      }),
    ];
  }
  const vpc = vpcs.problem
    ? unknown('vpc', vpcId, vpcs.problem)
    : ok('vpc', vpcId, vpcs.value[0].CidrBlock);
  return [vpc, checkDns(vpcId, { dnsSupport, dnsHostnames })];
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html: private zones and private DNS need both. */
function checkDns(
  vpcId: string,
  reads: Pick<NetworkReads, 'dnsSupport' | 'dnsHostnames'>,
): Check {
  const off = [
    ...(reads.dnsSupport.value === false ? ['enableDnsSupport'] : []),
    ...(reads.dnsHostnames.value === false ? ['enableDnsHostnames'] : []),
  ];
  if (off.length > 0) {
    return wrong('vpc.dns', vpcId, {
      found: `${off.join(' and ')} off`,
      expected: 'enableDnsSupport and enableDnsHostnames on',
      fix: `Turn on ${off.join(
        ' and ',
      )} with aws ec2 modify-vpc-attribute, one attribute per call.`,
    });
  }
  const problem = reads.dnsSupport.problem ?? reads.dnsHostnames.problem;
  return problem
    ? unknown('vpc.dns', vpcId, problem)
    : ok('vpc.dns', vpcId, 'DNS support and host names on');
}
