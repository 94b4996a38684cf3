import { Account, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';
import { containsCidr, overlaps, parseCidr } from '../account/cidr';
import { ec2Id } from '../protocol/ids';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { allocateRange } from './ipam';
import { checkSubnetBlock } from './ipv6';
import { requireResource } from './lookup';

/** Resource types of the network that several files use. */
export const VPC = 'AWS::EC2::VPC';
export const SUBNET = 'AWS::EC2::Subnet';
export const ROUTE_TABLE = 'AWS::EC2::RouteTable';
export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
export const SECURITY_GROUP_INGRESS = 'AWS::EC2::SecurityGroupIngress';
export const SECURITY_GROUP_EGRESS = 'AWS::EC2::SecurityGroupEgress';

/**
 * Finds the VPC of a property.
 *
 * @throws HandlerError with EC2's message
 */
export function vpcOf({ account }: ResourceContext, properties: Properties) {
  const id = asText(properties.VpcId);
  return requireResource(account, VPC, id, `The vpc ID '${id}' does not exist`);
}

function requireGroup({ account }: ResourceContext, id: string | undefined) {
  return requireResource(
    account,
    SECURITY_GROUP,
    id,
    `The security group '${id}' does not exist`,
  );
}

const vpc: ResourceHandler = {
  accepts: [
    'CidrBlock',
    'EnableDnsHostnames',
    'EnableDnsSupport',
    'InstanceTenancy',
    'Ipv4IpamPoolId',
    'Ipv4NetmaskLength',
    'Tags',
  ],
  create({ account }, properties) {
    const cidr =
      properties.Ipv4IpamPoolId === undefined
        ? asText(properties.CidrBlock) ?? ''
        : allocateRange(account, properties);
    const { prefix } = checkedCidr(cidr);
    if (prefix < 16 || prefix > 28) {
      throw new HandlerError(`The CIDR '${cidr}' is invalid.`);
    }
    const id = ec2Id('vpc');
    return {
      physicalId: id,
      attributes: {
        VpcId: id,
        CidrBlock: cidr,
        CidrBlockAssociations: [ec2Id('vpc-cidr-assoc')],
        DefaultNetworkAcl: ec2Id('acl'),
        DefaultSecurityGroup: ec2Id('sg'),
        Ipv6CidrBlocks: [],
      },
    };
  },
};

const subnet: ResourceHandler = {
  accepts: [
    'AvailabilityZone',
    'CidrBlock',
    'Ipv6CidrBlock',
    'MapPublicIpOnLaunch',
    'Tags',
    'VpcId',
  ],
  create(context, properties) {
    const { account } = context;
    const owner = vpcOf(context, properties);
    const cidr = asText(properties.CidrBlock) ?? '';
    checkedCidr(cidr);
    if (!containsCidr(String(owner.attributes.CidrBlock), cidr)) {
      throw new HandlerError(`The CIDR '${cidr}' is invalid.`);
    }
    const ipv6 = asText(properties.Ipv6CidrBlock);
    if (ipv6) checkSubnetBlock(owner, ipv6);
    const conflict = account
      .list(SUBNET)
      .some(
        other =>
          other.attributes.VpcId === owner.physicalId &&
          overlaps(String(other.attributes.CidrBlock), cidr),
      );
    if (conflict) {
      throw new HandlerError(
        `The CIDR '${cidr}' conflicts with another subnet`,
      );
    }
    const { region } = account.identity;
    const zone = asText(properties.AvailabilityZone) ?? `${region}a`;
    if (!['a', 'b', 'c'].some(letter => zone === region + letter)) {
      throw new HandlerError(
        `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${region}a, ${region}b, ${region}c.`,
      );
    }
    const id = ec2Id('subnet');
    return {
      physicalId: id,
      attributes: {
        SubnetId: id,
        VpcId: owner.physicalId,
        CidrBlock: cidr,
        AvailabilityZone: zone,
        Ipv6CidrBlocks: ipv6 ? [ipv6] : [],
        NetworkAclAssociationId: ec2Id('aclassoc'),
      },
    };
  },
};

const routeTable: ResourceHandler = {
  accepts: ['Tags', 'VpcId'],
  create(context, properties) {
    vpcOf(context, properties);
    const id = ec2Id('rtb');
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
};

const routeTableAssociation: ResourceHandler = {
  accepts: ['RouteTableId', 'SubnetId'],
  create({ account }, properties) {
    const { RouteTableId, SubnetId } = properties;
    requireResource(
      account,
      ROUTE_TABLE,
      RouteTableId,
      `The routeTable ID '${RouteTableId}' does not exist`,
    );
    requireResource(
      account,
      SUBNET,
      SubnetId,
      `The subnet ID '${SubnetId}' does not exist`,
    );
    const id = ec2Id('rtbassoc');
    return { physicalId: id, attributes: { Id: id } };
  },
};

const securityGroup: ResourceHandler = {
  accepts: [
    'GroupDescription',
    'GroupName',
    'SecurityGroupEgress',
    'SecurityGroupIngress',
    'Tags',
    'VpcId',
  ],
  create(context, properties) {
    const owner = vpcOf(context, properties);
    checkDescription(asText(properties.GroupDescription) ?? '');
    for (const rule of [
      ...asList(properties.SecurityGroupIngress),
      ...asList(properties.SecurityGroupEgress),
    ]) {
      checkRule(asMap(rule));
    }
    const id = ec2Id('sg');
    return {
      physicalId: id,
      attributes: { Id: id, GroupId: id, VpcId: owner.physicalId },
    };
  },
};

/** EC2's rules for the description of a security group. */
function checkDescription(text: string): void {
  if (/[\u0080-\uffff]/.test(text)) {
    throw new HandlerError(
      `Value (${text}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`,
    );
  }
  checkCharacters(text, 'security group');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
function checkCharacters(text: string, what: string): void {
  if (/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(text)) return;
  throw new HandlerError(
    `Invalid ${what} description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
  );
}

function ruleHandler(type: string, other: string[]): ResourceHandler {
  return {
    accepts: [
      'CidrIp',
      'CidrIpv6',
      'Description',
      'FromPort',
      'GroupId',
      'IpProtocol',
      'ToPort',
      ...other,
    ],
    create(context, properties) {
      requireGroup(context, asText(properties.GroupId));
      for (const key of [
        'SourceSecurityGroupId',
        'DestinationSecurityGroupId',
      ]) {
        if (properties[key] !== undefined) {
          requireGroup(context, asText(properties[key]));
        }
      }
      checkRule(properties);
      checkUnique(context.account, type, properties);
      const id = ec2Id('sgr');
      return { physicalId: id, attributes: { Id: id } };
    },
  };
}

/** A group cannot have the same rule twice, even of two stacks. Descriptions do not count. */
function checkUnique(account: Account, type: string, rule: Properties): void {
  const keyOf = ({ Description: _, ...rest }: Properties) =>
    JSON.stringify(Object.entries(rest).sort());
  const exists = account
    .list(type)
    .some(({ properties }) => keyOf(properties) === keyOf(rule));
  if (!exists) return;
  const peer =
    rule.CidrIp ??
    rule.CidrIpv6 ??
    rule.SourceSecurityGroupId ??
    rule.DestinationSecurityGroupId ??
    rule.SourcePrefixListId ??
    rule.DestinationPrefixListId;
  throw new HandlerError(
    `the specified rule "peer: ${peer}, ${String(
      rule.IpProtocol,
    ).toUpperCase()}, from port: ${rule.FromPort}, to port: ${
      rule.ToPort
    }, ALLOW" already exists`,
    'AlreadyExists',
  );
}

function checkRule(rule: Properties): void {
  const cidr = asText(rule.CidrIp);
  if (cidr !== undefined) checkedCidr(cidr);
  checkCharacters(asText(rule.Description) ?? '', 'rule');
  const protocol = asText(rule.IpProtocol);
  if (protocol === 'tcp' && asNumber(rule.FromPort) === undefined) {
    throw new HandlerError(
      "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    );
  }
}

const flowLog: ResourceHandler = {
  accepts: [
    'DeliverLogsPermissionArn',
    'LogDestination',
    'LogDestinationType',
    'LogGroupName',
    'MaxAggregationInterval',
    'ResourceId',
    'ResourceType',
    'Tags',
    'TrafficType',
  ],
  create(context, properties) {
    if (properties.ResourceType === 'VPC') {
      vpcOf(context, { VpcId: properties.ResourceId });
    }
    const id = ec2Id('fl');
    return { physicalId: id, attributes: { Id: id } };
  },
};

/**
 * Parses an address range.
 *
 * @throws HandlerError with EC2's message
 */
export function checkedCidr(cidr: string) {
  try {
    return parseCidr(cidr);
  } catch {
    throw new HandlerError(
      `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
}

/** The network: VPCs, subnets, routes, security groups. */
export const ec2Handlers: Record<string, ResourceHandler> = {
  [VPC]: vpc,
  [SUBNET]: subnet,
  [ROUTE_TABLE]: routeTable,
  'AWS::EC2::SubnetRouteTableAssociation': routeTableAssociation,
  [SECURITY_GROUP]: securityGroup,
  [SECURITY_GROUP_INGRESS]: ruleHandler(SECURITY_GROUP_INGRESS, [
    'SourcePrefixListId',
    'SourceSecurityGroupId',
  ]),
  [SECURITY_GROUP_EGRESS]: ruleHandler(SECURITY_GROUP_EGRESS, [
    'DestinationPrefixListId',
    'DestinationSecurityGroupId',
  ]),
  'AWS::EC2::FlowLog': flowLog,
};
