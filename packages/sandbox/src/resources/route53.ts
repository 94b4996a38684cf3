import { randomBytes } from 'node:crypto';
import { Account, Properties } from '../account/Account';
import { asList, asMap, asText, asTexts } from '../account/values';
import { LOAD_BALANCER } from '../elbv2/model';
import { VPC, vpcOf } from './ec2';
import { HandlerError, ResourceHandler } from './contract';
import { RESOLVER_RULE } from './connectivity';
import { requireResource } from './lookup';
import { VPC_ENDPOINT } from './vpcEndpoint';

export const HOSTED_ZONE = 'AWS::Route53::HostedZone';
export const RECORD_SET = 'AWS::Route53::RecordSet';
export const RESOLVER_RULE_ASSOCIATION =
  'AWS::Route53Resolver::ResolverRuleAssociation';

/** The VPCs of a private hosted zone. */
export function vpcsOf(zone: Properties): string[] {
  return asList(zone.VPCs).map(one => String(asMap(one).VPCId));
}

/** A domain without its final dot, in lower case. */
export function domainOf(name: unknown): string {
  return String(name).toLowerCase().replace(/\.$/, '');
}

/** Private hosted zones. */
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
  delete({ account }, { physicalId }) {
    const isUsed = account
      .list(RECORD_SET)
      .some(({ properties }) => properties.HostedZoneId === physicalId);
    if (isUsed) {
      throw new HandlerError(
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
        'GeneralServiceException',
      );
    }
  },
};

/** Address records of private zones: addresses, or an alias of a VPC endpoint or a load balancer. */
const recordSet: ResourceHandler = {
  accepts: [
    'AliasTarget',
    'HostedZoneId',
    'Name',
    'ResourceRecords',
    'TTL',
    'Type',
  ],
  create({ account }, properties) {
    const { HostedZoneId } = properties;
    const zone = requireResource(
      account,
      HOSTED_ZONE,
      HostedZoneId,
      `No hosted zone found with ID: ${HostedZoneId}`,
    );
    const name = domainOf(properties.Name);
    const domain = domainOf(zone.properties.Name);
    if (properties.Type !== 'A') {
      throw new HandlerError(
        `sandbox: records of type ${properties.Type} are not supported`,
      );
    }
    if (name !== domain && !name.endsWith(`.${domain}`)) {
      throw invalidChange(
        `RRSet with DNS name ${name}. is not permitted in zone ${domain}.`,
      );
    }
    const isTaken = account
      .list(RECORD_SET)
      .some(
        ({ properties: other }) =>
          other.HostedZoneId === HostedZoneId && domainOf(other.Name) === name,
      );
    if (isTaken) {
      throw invalidChange(
        `Tried to create resource record set [name='${name}.', type='A'] but it already exists`,
      );
    }
    checkAlias(account, properties);
    return { physicalId: name, attributes: {} };
  },
};

/** The name of an alias belongs to the zone of AWS that the alias names. */
function checkAlias(account: Account, { AliasTarget }: Properties): void {
  if (AliasTarget === undefined) return;
  const { DNSName, HostedZoneId } = asMap(AliasTarget);
  const target = domainOf(DNSName);
  const names = [
    ...account
      .list(VPC_ENDPOINT)
      .flatMap(({ attributes }) => asTexts(attributes.DnsEntries)),
    ...account
      .list(LOAD_BALANCER)
      .map(({ attributes }) =>
        [attributes.CanonicalHostedZoneID, domainOf(attributes.DNSName)].join(
          ':',
        ),
      ),
  ];
  const exists = names.includes(
    `${HostedZoneId}:${target.replace(/^dualstack[.]/, '')}`,
  );
  if (!exists) {
    throw invalidChange(
      `Tried to create an alias that targets ${target}., type A in zone ${HostedZoneId}, but the alias target name does not lie within the target zone`,
    );
  }
}

function invalidChange(message: string): HandlerError {
  return new HandlerError(`[${message}]`, 'InvalidRequest');
}

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

/** Private hosted zones with their records, and rules that forward names to other resolvers. */
export const route53Handlers: Record<string, ResourceHandler> = {
  [HOSTED_ZONE]: hostedZone,
  [RECORD_SET]: recordSet,
  [RESOLVER_RULE_ASSOCIATION]: resolverRuleAssociation,
};
