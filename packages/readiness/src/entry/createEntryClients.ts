import { ACMClient } from '@aws-sdk/client-acm';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ReadinessClientOptions } from '../createReadinessClients';

/**
 * AWS clients that read the parts of entries: load balancers, endpoints, domains and certificates.
 * @public
 */
export type EntryClients = {
  acm: ACMClient;
  apiGateway: APIGatewayClient;
  ec2: EC2Client;
  elbv2: ElasticLoadBalancingV2Client;
};

/**
 * Creates the clients for the account and region of an environment. It sends no request.
 * @public
 */
export function createEntryClients(
  options: ReadinessClientOptions,
): EntryClients {
  return {
    acm: new ACMClient(options),
    apiGateway: new APIGatewayClient(options),
    ec2: new EC2Client(options),
    elbv2: new ElasticLoadBalancingV2Client(options),
  };
}
