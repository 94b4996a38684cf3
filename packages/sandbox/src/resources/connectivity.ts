import { Account } from '../account/Account';
import { asText, asTexts } from '../account/values';
import { ec2Id } from '../protocol/ids';
import { checkedCidr, ROUTE_TABLE, SUBNET, vpcOf } from './ec2';
import { HandlerError, ResourceHandler } from './contract';
import { requireResource } from './lookup';

/** Resources that another account shares with this one. Templates cannot declare them here. */
export const TRANSIT_GATEWAY = 'AWS::EC2::TransitGateway';
export const RESOLVER_RULE = 'AWS::Route53Resolver::ResolverRule';
export const TRANSIT_GATEWAY_ATTACHMENT =
  'AWS::EC2::TransitGatewayVpcAttachment';
export const ROUTE = 'AWS::EC2::Route';

/**
 * Shares a transit gateway or a Resolver rule with the account, as another account does with AWS RAM.
 *
 * @param id - `tgw-…` or `rslvr-rr-…`
 */
export function shareResource(account: Account, id: string): void {
  const type = id.startsWith('tgw-') ? TRANSIT_GATEWAY : RESOLVER_RULE;
  if (account.find(type, id)) return;
  const noStack = { stackId: '', stackName: '', logicalId: '' };
  account.add({
    ...noStack,
    type,
    physicalId: id,
    properties: {},
    attributes: {},
  });
}

const attachment: ResourceHandler = {
  accepts: ['SubnetIds', 'Tags', 'TransitGatewayId', 'VpcId'],
  create(context, properties) {
    const { account } = context;
    const { physicalId: vpcId } = vpcOf(context, properties);
    const gateway = asText(properties.TransitGatewayId);
    requireResource(
      account,
      TRANSIT_GATEWAY,
      gateway,
      `Transit Gateway ${gateway} was deleted or does not exist.`,
    );
    const zones = asTexts(properties.SubnetIds).map(id => {
      const subnet = requireResource(
        account,
        SUBNET,
        id,
        `The subnet ID '${id}' does not exist`,
      );
      return subnet.attributes.AvailabilityZone;
    });
    if (new Set(zones).size < zones.length) {
      throw new HandlerError(
        'Only one subnet per availability zone can be specified.',
      );
    }
    const other = account
      .list(TRANSIT_GATEWAY_ATTACHMENT)
      .find(
        one =>
          one.properties.VpcId === vpcId &&
          one.properties.TransitGatewayId === gateway,
      );
    if (other) {
      throw new HandlerError(
        `${gateway} has non-deleted Transit Gateway Attachments with same VPC ID.`,
        'AlreadyExists',
      );
    }
    const id = ec2Id('tgw-attach');
    return { physicalId: id, attributes: { Id: id } };
  },
};

/** Routes to transit gateways. EC2 has no other targets in a VPC without internet access. */
const route: ResourceHandler = {
  accepts: ['DestinationCidrBlock', 'RouteTableId', 'TransitGatewayId'],
  create({ account }, properties) {
    const { RouteTableId, TransitGatewayId } = properties;
    const table = requireResource(
      account,
      ROUTE_TABLE,
      RouteTableId,
      `The routeTable ID '${RouteTableId}' does not exist`,
    );
    const cidr = asText(properties.DestinationCidrBlock) ?? '';
    checkedCidr(cidr);
    // EC2 has the same message for a gateway that exists, but to which the VPC is not attached.
    const isAttached = account
      .list(TRANSIT_GATEWAY_ATTACHMENT)
      .some(
        one =>
          one.properties.TransitGatewayId === TransitGatewayId &&
          one.properties.VpcId === table.properties.VpcId,
      );
    if (!isAttached) {
      throw new HandlerError(
        `The transitGateway ID '${TransitGatewayId}' does not exist.`,
        'NotFound',
      );
    }
    const id = `${RouteTableId}|${cidr}`;
    if (account.find(ROUTE, id)) {
      throw new HandlerError(
        `The route identified by ${cidr} already exists.`,
        'AlreadyExists',
      );
    }
    return { physicalId: id, attributes: { CidrBlock: cidr } };
  },
};

/** The connection of a VPC to a corporate network. */
export const connectivityHandlers: Record<string, ResourceHandler> = {
  [TRANSIT_GATEWAY_ATTACHMENT]: attachment,
  [ROUTE]: route,
};
