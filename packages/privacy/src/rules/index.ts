import { Rule } from '../rule';
import { internetGateway } from './ps01-internet-gateway';
import { natGateway } from './ps02-nat-gateway';
import { elasticIp } from './ps03-elastic-ip';
import { publicIngress } from './ps06-public-ingress';
import { privateApi } from './ps09-private-api';
import { apiPolicy } from './ps11-api-policy';
import { endpointPolicy } from './ps19-endpoint-policy';

/** Every rule, in the order of their ids. @public */
export const rules: readonly Rule[] = [
  internetGateway,
  natGateway,
  elasticIp,
  publicIngress,
  privateApi,
  apiPolicy,
  endpointPolicy,
];
