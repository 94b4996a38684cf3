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
import { deployment } from './ps13-deployment';
import { endpointAssociation } from './ps14-endpoint-association';
import { customDomain } from './ps15-custom-domain';
import { functionUrl } from './ps16-function-url';
import { functionInVpc } from './ps17-function-in-vpc';
import { functionPermission } from './ps18-function-permission';
import { endpointPolicy } from './ps19-endpoint-policy';
import { serviceEndpoints } from './ps20-service-endpoints';
import { gatewayRoutes } from './ps21-gateway-routes';
import { endpointGroups } from './ps22-endpoint-groups';
import { vpcDns } from './ps23-vpc-dns';
import { onePrivateDns } from './ps24-one-private-dns';
import { endpointZones } from './ps25-endpoint-zones';
import { publicAccessBlock } from './ps26-public-access-block';
import { bucketTls } from './ps27-bucket-tls';
import { bucketPurpose } from './ps28-bucket-purpose';
import { websiteAcl } from './ps29-website-acl';
import { listener } from './ps30-listener';
import { loadBalancerRequests } from './ps31-load-balancer-requests';
import { deletionProtection } from './ps32-deletion-protection';
import { leastPrivilege } from './ps33-least-privilege';
import { noSecret } from './ps34-no-secret';
import { secrets } from './ps35-secrets';
import { logGroups } from './ps36-log-groups';
import { dynamoDb } from './ps37-dynamodb';
import { retention } from './ps38-retention';
import { authorization } from './ps39-authorization';
import { stage } from './ps40-stage';
import { flowLogs } from './ps41-flow-logs';
import { waf } from './ps42-waf';
import { privateZones } from './ps43-private-zones';
import { controlPlane } from './ps44-control-plane';
import { runtime } from './ps45-runtime';
import { endpointService } from './ps46-endpoint-service';
import { iamPrincipals } from './ps47-iam-principals';
import { publicAddress } from './ps48-public-address';
import { admittedPrincipals } from './ps49-admitted-principals';
import { publishing } from './ps50-publishing';
import { managedConnections } from './ps51-managed-connections';
import { oneFunctionPolicy } from './ps52-one-function-policy';
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
  deployment,
  endpointAssociation,
  customDomain,
  functionUrl,
  functionInVpc,
  functionPermission,
  endpointPolicy,
  serviceEndpoints,
  gatewayRoutes,
  endpointGroups,
  vpcDns,
  onePrivateDns,
  endpointZones,
  publicAccessBlock,
  bucketTls,
  bucketPurpose,
  websiteAcl,
  listener,
  loadBalancerRequests,
  deletionProtection,
  leastPrivilege,
  noSecret,
  secrets,
  logGroups,
  dynamoDb,
  retention,
  authorization,
  stage,
  flowLogs,
  waf,
  privateZones,
  controlPlane,
  runtime,
  endpointService,
  iamPrincipals,
  publicAddress,
  admittedPrincipals,
  publishing,
  managedConnections,
  oneFunctionPolicy,
  judgedTypes,
];
