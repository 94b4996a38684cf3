import { randomBytes, randomInt } from 'node:crypto';
import { Account, LiveResource, Properties } from '../account/Account';
import { parseCidr, sizeOf } from '../account/cidr';
import { asText, asTexts } from '../account/values';
import { loadBalancerAttributes } from '../elbv2/attributes';
import {
  fullNameOf,
  listenersOf,
  LOAD_BALANCER,
  nameOf,
  rulesOf,
} from '../elbv2/model';
import { ResourceContext, ResourceHandler } from './contract';
import { SUBNET } from './ec2';
import { checkName, elbError, shortName } from './elbv2Errors';
import { checkKind, checkSettings } from './elbv2LoadBalancerChecks';
import {
  addInterface,
  NETWORK_INTERFACE,
  requireSubnet,
} from './networkInterfaces';

/**
 * Hosted zones of the names of application load balancers.
 * https://docs.aws.amazon.com/general/latest/gr/elb.html
 */
const hostedZones: Record<string, string> = {
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-north-1': 'Z23TAZ6LKFMNIO',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
  'eu-west-3': 'Z3Q77PNBQS71R4',
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
};

/** Each subnet needs that many free addresses, and a range of at least /27. */
const minimumAddresses = 8;
const longestPrefix = 27;

/** The network interfaces of a load balancer. */
export function nodesOf(account: Account, arn: string): LiveResource[] {
  return account
    .list(NETWORK_INTERFACE)
    .filter(one => one.properties.LoadBalancerArn === arn);
}

/** A load balancer stays in the VPC in which it was created. */
function checkSameVpc(
  account: Account,
  nodes: LiveResource[],
  subnets: string[],
): void {
  const vpcs = [
    ...nodes.map(({ properties }) => String(properties.SubnetId)),
    ...subnets,
  ].map(id => account.find(SUBNET, id)?.attributes.VpcId);
  if (new Set(vpcs.filter(Boolean)).size > 1) {
    throw elbError('All subnets must belong to the same VPC');
  }
}

/** Internal application load balancers. */
export const loadBalancer: ResourceHandler = {
  accepts: [
    'IpAddressType',
    'LoadBalancerAttributes',
    'Name',
    'Scheme',
    'SecurityGroups',
    'Subnets',
    'Tags',
    'Type',
  ],
  create(context, properties) {
    const { account } = context;
    checkKind(properties);
    const name = newName(context, properties);
    checkSettings(context, properties);
    const id = context.once('id', () => randomBytes(8).toString('hex'));
    const arn = account.arn(
      'elasticloadbalancing',
      `loadbalancer/app/${name}/${id}`,
    );
    attach(context, arn, asTexts(properties.Subnets), properties);
    const { region } = account.identity;
    return {
      physicalId: arn,
      attributes: {
        LoadBalancerArn: arn,
        LoadBalancerName: name,
        LoadBalancerFullName: fullNameOf(arn),
        DNSName: `internal-${name}-${randomInt(
          1e8,
          2e9,
        )}.${region}.elb.amazonaws.com`,
        CanonicalHostedZoneID: hostedZones[region] ?? 'Z00000000SANDBOX',
        SecurityGroups: asTexts(properties.SecurityGroups),
        CreatedTime: new Date().toISOString(),
      },
    };
  },
  update(context, { physicalId, attributes }, properties) {
    const { account } = context;
    checkSettings(context, properties);
    const subnets = asTexts(properties.Subnets);
    const groups = asTexts(properties.SecurityGroups);
    const nodes = nodesOf(account, physicalId);
    checkSameVpc(account, nodes, subnets);
    const isKept = ({ properties: { SubnetId } }: LiveResource) =>
      subnets.includes(String(SubnetId));
    const kept = nodes.filter(isKept);
    for (const node of nodes) {
      if (isKept(node)) account.change(node, { GroupSet: groups });
      else account.remove(node);
    }
    const before = kept.map(one => one.properties.SubnetId);
    attach(
      context,
      physicalId,
      subnets.filter(subnet => !before.includes(subnet)),
      properties,
    );
    return { attributes: { ...attributes, SecurityGroups: groups } };
  },
  delete({ account }, { physicalId, properties }) {
    const attributes = loadBalancerAttributes(properties);
    if (attributes['deletion_protection.enabled'] === 'true') {
      throw elbError(
        `Load balancer '${physicalId}' cannot be deleted because deletion protection is enabled`,
      );
    }
    for (const listener of listenersOf(account, physicalId)) {
      for (const rule of rulesOf(account, listener.physicalId)) {
        account.remove(rule);
      }
      account.remove(listener);
    }
    for (const node of nodesOf(account, physicalId)) account.remove(node);
  },
};

function newName(
  { account, stackName, logicalId, once }: ResourceContext,
  properties: Properties,
): string {
  const name =
    asText(properties.Name) ??
    once('name', () =>
      shortName(stackName, logicalId, randomBytes(6).toString('hex')),
    );
  checkName('The load balancer', name);
  if (name.startsWith('internal-')) {
    throw elbError(
      `The load balancer name '${name}' cannot begin with 'internal-'`,
    );
  }
  const isTaken = account
    .list(LOAD_BALANCER)
    .some(one => nameOf(one.physicalId) === name);
  if (isTaken) {
    throw elbError(
      `A load balancer with the same name '${name}' exists, but with different settings`,
      'AlreadyExists',
    );
  }
  return name;
}

/** Creates a network interface in each subnet. Creates none if one of them has no room. */
function attach(
  context: ResourceContext,
  arn: string,
  subnets: string[],
  properties: Properties,
): void {
  const { account } = context;
  for (const id of subnets) {
    const { CidrBlock } = requireSubnet(account, id).attributes;
    const { prefix } = parseCidr(String(CidrBlock));
    const used = account
      .list(NETWORK_INTERFACE)
      .filter(one => one.properties.SubnetId === id).length;
    if (
      prefix > longestPrefix ||
      sizeOf(prefix) - 5 - used < minimumAddresses
    ) {
      throw elbError(
        `Not enough IP space available in ${id}. ELB requires at least ${minimumAddresses} free IP addresses in each subnet.`,
      );
    }
  }
  for (const id of subnets) {
    addInterface(context, id, {
      LoadBalancerArn: arn,
      Description: `ELB ${fullNameOf(arn)}`,
      RequesterId: 'amazon-elb',
      InterfaceType: 'interface',
      GroupSet: asTexts(properties.SecurityGroups),
    });
  }
}
