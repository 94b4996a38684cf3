import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { domainOf } from './zone';

const dayMs = 24 * 3_600_000;
/** ACM renews its own certificates 60 days before they expire, so a certificate this old is not renewed by itself. */
const minDaysLeft = 14;

/** Checks the certificate of the domain: in this region, issued, covering the services, and valid for some time. */
export async function checkCertificate({
  clients,
  environment,
  now,
  reader,
}: CheckContext): Promise<Check[]> {
  const { accountId, domain, region } = environment;
  const arn = domain?.certificateArn;
  if (!arn) return [];
  const [, , , inRegion, ofAccount] = arn.split(':');
  if (inRegion !== region || ofAccount !== accountId) {
    return [
      wrong('certificate', arn, {
        found: `account ${ofAccount}, ${inRegion}`,
        expected: `account ${accountId}, ${region}`,
        fix: `Set domain.certificateArn to a certificate of account ${accountId} in ${region}.`,
      }),
    ];
  }
  const { value, problem } = await reader.read(
    'acm:DescribeCertificate',
    async () => {
      const { Certificate } = await clients.acm.send(
        new DescribeCertificateCommand({ CertificateArn: arn }),
      );
      return Certificate!;
    },
  );
  if (problem) {
    return [
      problem.kind === 'missing'
        ? missing('certificate', arn, {
            expected: 'a certificate in ACM',
            fix: 'Import or request the certificate, and correct domain.certificateArn.',
          })
        : unknown('certificate', arn, problem),
    ];
  }
  if (value.Status !== 'ISSUED') {
    return [
      wrong('certificate', arn, {
        found: String(value.Status),
        expected: 'ISSUED',
        fix: 'Complete the validation, or import a certificate. ACM cannot validate one by DNS in a private zone.',
      }),
    ];
  }
  return [
    ok('certificate', arn, value.Status),
    checkNames(arn, domainOf(domain.suffix), [
      ...(value.DomainName ? [value.DomainName] : []),
      ...(value.SubjectAlternativeNames ?? []),
    ]),
    checkExpiry(arn, value.NotAfter, now),
  ];
}

/** Services are one label below the suffix, and a wildcard covers one label. */
function checkNames(arn: string, suffix: string, names: string[]): Check {
  const expected = `*.${suffix}`;
  const found = [...new Set(names)].join(', ');
  return names.some(name => name.toLowerCase() === expected)
    ? ok('certificate.names', arn, found)
    : wrong('certificate.names', arn, {
        found,
        expected,
        fix: `Use a certificate for ${expected}.`,
      });
}

function checkExpiry(arn: string, notAfter: Date | undefined, now: Date) {
  const id = 'certificate.expiry';
  const found = notAfter?.toISOString() ?? 'no end';
  const left = notAfter ? notAfter.getTime() - now.getTime() : Infinity;
  return left >= minDaysLeft * dayMs
    ? ok(id, arn, found)
    : wrong(id, arn, {
        found,
        expected: `valid for ${minDaysLeft} days or more`,
        fix: 'Renew the certificate and import it again under the same ARN.',
      });
}
