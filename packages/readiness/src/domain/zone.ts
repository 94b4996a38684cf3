import { GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

/** A domain in lower case, without dots at its ends. */
export function domainOf(text: string): string {
  return text.toLowerCase().replace(/^\.|\.$/g, '');
}

/** Checks the hosted zone of the domain: private, of this domain, and associated with the existing VPC. */
export async function checkZone({
  clients,
  environment: { domain, network },
  reader,
}: CheckContext): Promise<Check[]> {
  const zoneId = domain?.hostedZoneId;
  if (!zoneId) return [];
  const { value, problem } = await reader.read('route53:GetHostedZone', () =>
    clients.route53.send(new GetHostedZoneCommand({ Id: zoneId })),
  );
  const suffix = domainOf(domain.suffix);
  if (problem) {
    return [
      problem.kind === 'missing'
        ? missing('zone', zoneId, {
            expected: `a private hosted zone of ${suffix}`,
            fix: 'Correct domain.hostedZoneId. The zone must be of this account.',
          })
        : unknown('zone', zoneId, problem),
    ];
  }
  const name = domainOf(value.HostedZone?.Name ?? '');
  const checks: Check[] = [];
  if (!value.HostedZone?.Config?.PrivateZone) {
    checks.push(
      wrong('zone', zoneId, {
        found: 'a public hosted zone',
        expected: 'a private hosted zone',
        fix: 'Set domain.hostedZoneId to a private zone. Records in a public zone show the names of the services to everyone.',
      }),
    );
  }
  if (suffix !== name && !suffix.endsWith(`.${name}`)) {
    checks.push(
      wrong('zone', zoneId, {
        found: `a zone of ${name}`,
        expected: `a zone of ${suffix} or a parent of it`,
        fix: 'Set domain.hostedZoneId to the zone of domain.suffix, or correct domain.suffix.',
      }),
    );
  }
  if (checks.length > 0) return checks;
  const vpcId = network.existing?.vpcId;
  const vpcs = (value.VPCs ?? []).map(({ VPCId }) => VPCId);
  const zone = ok('zone', zoneId, name);
  if (!vpcId) return [zone];
  return [
    zone,
    vpcs.includes(vpcId)
      ? ok('zone.association', zoneId, vpcId)
      : wrong('zone.association', zoneId, {
          found: `associated with ${vpcs.join(', ') || 'no VPC'}`,
          expected: `associated with ${vpcId}`,
          fix: `Associate the zone with ${vpcId}: aws route53 associate-vpc-with-hosted-zone.`,
        }),
  ];
}
