import { AwsError } from '../protocol/errors';
import { JsonService } from '../protocol/json';

/**
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html, "VPCs per Region". The default is 5. An account for
 * services with their own VPCs has a higher one.
 */
const vpcsPerRegion = {
  code: 'L-F678F1CE',
  name: 'VPCs per Region',
  value: 50,
};

/** Service Quotas: the quota of VPCs. The sandbox does not enforce it. */
export function serviceQuotas(): JsonService {
  return {
    name: 'Service Quotas',
    target: 'ServiceQuotasV20190624',
    operations: {
      GetServiceQuota: {
        members: ['ServiceCode', 'QuotaCode'],
        run({ ServiceCode, QuotaCode }) {
          if (ServiceCode !== 'vpc' || QuotaCode !== vpcsPerRegion.code) {
            throw new AwsError(
              'NoSuchResourceException',
              'The request failed because the specified service does not exist.',
            );
          }
          return {
            Quota: {
              ServiceCode,
              QuotaCode,
              QuotaName: vpcsPerRegion.name,
              Value: vpcsPerRegion.value,
              Adjustable: true,
              GlobalQuota: false,
            },
          };
        },
      },
    },
  };
}
