import { ACMClient } from '@aws-sdk/client-acm';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { ReadinessClients } from './types';

/**
 * Settings that are the same for the clients of all services.
 * @public
 */
export type ReadinessClientOptions = Pick<
  EC2ClientConfig,
  | 'region'
  | 'credentials'
  | 'endpoint'
  | 'ignoreConfiguredEndpointUrls'
  | 'maxAttempts'
  | 'requestHandler'
>;

/**
 * Creates the clients for the account and region of an environment. It sends no request.
 *
 * @param options - with an `endpoint`, S3 has the bucket in the path, since a local AWS has no host name per bucket
 * @public
 */
export function createReadinessClients(
  options: ReadinessClientOptions,
): ReadinessClients {
  return {
    acm: new ACMClient(options),
    apiGateway: new APIGatewayClient(options),
    ec2: new EC2Client(options),
    iam: new IAMClient(options),
    route53: new Route53Client(options),
    s3: new S3Client({
      ...options,
      forcePathStyle: options.endpoint !== undefined,
    }),
    serviceQuotas: new ServiceQuotasClient(options),
    sts: new STSClient(options),
  };
}
