import type { NetworkFacts } from '../network/NetworkFacts';

const endpoint = (id: string, service = 'execute-api') => ({
  id,
  service: `com.amazonaws.eu-central-1.${service}`,
  type: 'Interface' as const,
  privateDns: false,
  subnetIds: ['subnet-1', 'subnet-2'],
  routeTableIds: [],
  securityGroupIds: ['sg-endpoint'],
  policy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'arn:aws:execute-api:eu-central-1:111111111111:*',
      },
    ],
  },
});
const range = (CidrIp: string) => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  IpRanges: [{ CidrIp }],
});
const subnet = (id: string, zone: number, routeTableId = 'rtb-1') => ({
  id,
  availabilityZoneId: `euc1-az${zone}`,
  cidr: '10.0.0.0/24',
  routeTableId,
  mapsPublicAddresses: false,
  freeAddresses: 250,
});

/**
 * Facts of a private network: three subnets in two zones, two endpoints of API Gateway, one of SQS, and groups.
 *
 * @param change - makes the network something else
 */
export function factsWith(
  change: (facts: Required<NetworkFacts>) => unknown = () => {},
): NetworkFacts {
  const facts: Required<NetworkFacts> = {
    version: 1,
    environment: 'dev',
    accountId: '111111111111',
    region: 'eu-central-1',
    at: '2026-11-28T12:00:00.000Z',
    vpc: { id: 'vpc-1', cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
    subnets: [
      subnet('subnet-1', 1),
      subnet('subnet-2', 2),
      subnet('subnet-3', 1, 'rtb-public'),
    ],
    routeTables: [
      {
        id: 'rtb-1',
        main: false,
        routes: [
          { destination: '10.0.0.0/16', target: 'local' },
          { destination: '10.0.0.0/8', target: 'tgw-1' },
          { destination: 'pl-6ea54007', target: 'vpce-s3' },
        ],
      },
      {
        id: 'rtb-main',
        main: true,
        routes: [{ destination: '10.0.0.0/16', target: 'local' }],
      },
      // Exists, but nothing that the templates use has it.
      {
        id: 'rtb-public',
        main: false,
        routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }],
      },
    ],
    endpoints: [
      endpoint('vpce-1'),
      endpoint('vpce-2'),
      endpoint('vpce-sqs', 'sqs'),
    ],
    securityGroups: [
      { id: 'sg-endpoint', ingress: [range('10.0.0.0/8')], egress: [] },
      { id: 'sg-1', ingress: [], egress: [range('10.0.0.0/16')] },
    ],
    prefixLists: {
      s3: { id: 'pl-6ea54007', cidrs: ['3.5.134.0/23'] },
      'pl-corporate': { id: 'pl-corporate', cidrs: ['10.1.0.0/16'] },
      'pl-open': { id: 'pl-open', cidrs: ['10.1.0.0/16', '0.0.0.0/0'] },
    },
    resolved: {},
  };
  change(facts);
  return facts;
}
