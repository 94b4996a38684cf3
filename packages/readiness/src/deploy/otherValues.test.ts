import { useAccount } from '../__testUtils__/checks';
import { otherValues } from './otherValues';

const scenario = useAccount();

it('warns of each parameter that the environment has changed since the service was generated', () => {
  const { environment } = scenario.account;
  const { corporateCidrs, domain, id, network } = environment;
  const same = {
    HostedZoneId: domain!.hostedZoneId!,
    CertificateArn: domain!.certificateArn!,
    DomainName: `orders.${domain!.suffix}`,
    VpcId: network.existing!.vpcId,
    SubnetIds: network.existing!.subnetIds.join(','),
    ...Object.fromEntries(
      corporateCidrs.map((cidr, index) => [`CorporateCidr${index + 1}`, cidr]),
    ),
  };
  expect(otherValues(environment, same)).toEqual([]);
  expect(otherValues(environment, {})).toEqual([]);
  const found = otherValues(environment, {
    ...same,
    CertificateArn: 'arn:aws:acm:eu-central-1:111111111111:certificate/old',
    DomainName: 'orders.old.internal',
    CorporateCidr1: '10.99.0.0/16',
  });
  expect(found.map(text => text.split(' ')[0])).toEqual([
    'CertificateArn',
    'DomainName',
    'CorporateCidr1…',
  ]);
  expect(found[0]).toBe(
    `CertificateArn is arn:aws:acm:eu-central-1:111111111111:certificate/old in the parameters file, but domain.certificateArn of environment ${id} is ${
      domain!.certificateArn
    }. The deploy uses the value of the file. Generate the service again, or change the file.`,
  );
});
