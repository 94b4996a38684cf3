import { randomBytes } from 'node:crypto';
import { Properties } from '../account/Account';
import { asList, asMap, asText } from '../account/values';
import { VPC, vpcOf } from './ec2';
import { HandlerError, ResourceHandler } from './contract';
import { RESOLVER_RULE } from './connectivity';
import { requireResource } from './lookup';

export const HOSTED_ZONE = 'AWS::Route53::HostedZone';
export const RESOLVER_RULE_ASSOCIATION =
  'AWS::Route53Resolver::ResolverRuleAssociation';

/** The VPCs of a private hosted zone. */
export function vpcsOf(zone: Properties): string[] {
  return asList(zone.VPCs).map(one => String(asMap(one).VPCId));
}

/** A domain without its final dot, in lower case. */
function domainOf(name: unknown): string {
  return String(name).toLowerCase().replace(/\.$/, '');
}

/** Private hosted zones. The resolver does not answer from their records yet: no template has any. */
const hostedZone: ResourceHandler = {
  accepts: ['HostedZoneConfig', 'HostedZoneTags', 'Name', 'VPCs'],
  create({ account }, properties) {
    const vpcs = vpcsOf(properties);
    if (vpcs.length === 0) {
      throw new HandlerError(
        'sandbox: a public hosted zone is not supported. Set VPCs.',
      );
    }
    for (const id of vpcs) {
      requireResource(
        account,
        VPC,
        id,
        `The VPC ${id} in region ${account.identity.region} that you provided is not authorized to make the association.`,
      );
    }
    const domain = domainOf(properties.Name);
    const conflict = account
      .list(HOSTED_ZONE)
      .find(
        ({ properties: other }) =>
          domainOf(other.Name) === domain &&
          vpcsOf(other).some(id => vpcs.includes(id)),
      );
    if (conflict) {
      throw new HandlerError(
        `The VPC ${vpcs[0]} in region ${account.identity.region} has already been associated with the hosted zone ${conflict.physicalId} with the same domain name.`,
        'ResourceConflict',
      );
    }
    const id = `Z${randomBytes(10).toString('hex').toUpperCase().slice(0, 19)}`;
    return { physicalId: id, attributes: { Id: id, NameServers: [] } };
  },
};

const resolverRuleAssociation: ResourceHandler = {
  accepts: ['Name', 'ResolverRuleId', 'VPCId'],
  create(context, properties) {
    const { account } = context;
    const ruleId = asText(properties.ResolverRuleId) ?? '';
    const { physicalId: vpcId } = vpcOf(context, { VpcId: properties.VPCId });
    requireResource(
      account,
      RESOLVER_RULE,
      ruleId,
      `[RSLVR-00703] Resolver rule with ID "${ruleId}" does not exist.`,
    );
    const exists = account
      .list(RESOLVER_RULE_ASSOCIATION)
      .some(
        one =>
          one.properties.VPCId === vpcId &&
          one.properties.ResolverRuleId === ruleId,
      );
    if (exists) {
      throw new HandlerError(
        `[RSLVR-00801] Resolver rule "${ruleId}" is already associated with the VPC "${vpcId}".`,
        'AlreadyExists',
      );
    }
    const id = `rslvr-rrassoc-${randomBytes(8).toString('hex')}0`;
    return {
      physicalId: id,
      attributes: {
        Name: asText(properties.Name) ?? '',
        ResolverRuleAssociationId: id,
        ResolverRuleId: ruleId,
        VPCId: vpcId,
      },
    };
  },
};

/** Private hosted zones, and rules that forward names to other resolvers. */
export const route53Handlers: Record<string, ResourceHandler> = {
  [HOSTED_ZONE]: hostedZone,
  [RESOLVER_RULE_ASSOCIATION]: resolverRuleAssociation,
};
