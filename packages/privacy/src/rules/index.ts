import { validExceptions } from '../exceptions/applyExceptions';
import { Rule } from '../rule';
import { internetGateway } from './ps01-internet-gateway';
import { natGateway } from './ps02-nat-gateway';
import { elasticIp } from './ps03-elastic-ip';
import { defaultRoute } from './ps04-default-route';
import { publicSubnet } from './ps05-public-subnet';
import { publicIngress } from './ps06-public-ingress';
import { openEgress } from './ps07-open-egress';
import { internalLoadBalancer } from './ps08-internal-load-balancer';
import { privateApi } from './ps09-private-api';
import { publicService } from './ps10-public-service';
import { apiPolicy } from './ps11-api-policy';
import { sourceKey } from './ps12-source-key';
import { endpointAssociation } from './ps14-endpoint-association';
import { customDomain } from './ps15-custom-domain';
import { functionUrl } from './ps16-function-url';
import { functionInVpc } from './ps17-function-in-vpc';
import { functionPermission } from './ps18-function-permission';
import { endpointPolicy } from './ps19-endpoint-policy';
import { listener } from './ps30-listener';
import { loadBalancerRequests } from './ps31-load-balancer-requests';
import { leastPrivilege } from './ps33-least-privilege';
import { noSecret } from './ps34-no-secret';
import { controlPlane } from './ps44-control-plane';
import { publicAddress } from './ps48-public-address';
import { admittedPrincipals } from './ps49-admitted-principals';
import { publishing } from './ps50-publishing';
import { managedDoors } from './ps51-managed-doors';
import { judgedTypes } from './ps53-judged-types';

/** All rules, sorted by ID. @public */
export const rules: readonly Rule[] = [
  validExceptions,
  internetGateway,
  natGateway,
  elasticIp,
  defaultRoute,
  publicSubnet,
  publicIngress,
  openEgress,
  internalLoadBalancer,
  privateApi,
  publicService,
  apiPolicy,
  sourceKey,
  endpointAssociation,
  customDomain,
  functionUrl,
  functionInVpc,
  functionPermission,
  endpointPolicy,
  listener,
  loadBalancerRequests,
  leastPrivilege,
  noSecret,
  controlPlane,
  publicAddress,
  admittedPrincipals,
  publishing,
  managedDoors,
  judgedTypes,
];
