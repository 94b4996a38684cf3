import { Account } from '../account/Account';
import { asNumber, asText, asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';
import { JsonService } from '../protocol/json';

/** Certificates come from outside of stacks: CloudFormation cannot validate one for a private zone. */
export const CERTIFICATE = 'AWS::CertificateManager::Certificate';

/** ACM: the operation that describes a certificate. */
export function certificateManager(account: Account): JsonService {
  return {
    name: 'ACM',
    target: 'CertificateManager',
    operations: {
      DescribeCertificate: {
        members: ['CertificateArn'],
        run({ CertificateArn: arn }) {
          const found = account.find(CERTIFICATE, String(arn));
          if (!found) {
            throw new AwsError(
              'ResourceNotFoundException',
              `Could not find certificate ${arn}.`,
            );
          }
          const names = asTexts(found.properties.Names);
          return {
            Certificate: {
              CertificateArn: arn,
              DomainName: names[0],
              SubjectAlternativeNames: names,
              Status: asText(found.properties.Status),
              Type: 'IMPORTED',
              // Seconds since 1970, as in the JSON protocol.
              NotAfter: asNumber(found.properties.NotAfter),
            },
          };
        },
      },
    },
  };
}
