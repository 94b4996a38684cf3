import { ACMClient } from '@aws-sdk/client-acm';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { Route53Client } from '@aws-sdk/client-route-53';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Environment } from '@private-serverless/environment';
import type { ReadinessClients } from '@private-serverless/readiness';
import { awsClients, clientConfig } from '../awsClients';

/** Creates the clients for the checks of an environment, and a function that closes their connections. */
export function readinessClients({
  region,
  awsEndpointUrl,
}: Environment): ReadinessClients & { close(): void } {
  const options = { region, awsEndpointUrl };
  const config = clientConfig(options);
  const { s3, sts, close } = awsClients(options);
  const others = {
    acm: new ACMClient(config),
    apiGateway: new APIGatewayClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    route53: new Route53Client(config),
    serviceQuotas: new ServiceQuotasClient(config),
  };
  return {
    ...others,
    s3,
    sts,
    close() {
      close();
      for (const client of Object.values(others)) client.destroy();
    },
  };
}
