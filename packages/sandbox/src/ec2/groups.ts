import { Account, LiveResource, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';
import { QueryOperation } from '../protocol/query';
import { XmlValue } from '../protocol/xml';
import { SECURITY_GROUP, SECURITY_GROUP_INGRESS } from '../resources/ec2';
import { describe } from './describe';

/** EC2 adds it to a group that is created without egress rules. */
const allEgress: Properties = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/** Security groups with their rules, inline and as resources of their own. */
export function groupOperations(
  account: Account,
): Record<string, QueryOperation> {
  const { accountId } = account.identity;
  const rulesOf = (type: string, { physicalId }: LiveResource) =>
    account
      .list(type)
      .map(({ properties }) => properties)
      .filter(({ GroupId }) => GroupId === physicalId);
  const render = (rule: Properties): XmlValue => {
    const description = asText(rule.Description);
    const source = (value: XmlValue, key: string) =>
      value === undefined ? [] : [{ [key]: value, description }];
    const group =
      asText(rule.SourceSecurityGroupId) ??
      asText(rule.DestinationSecurityGroupId);
    return {
      ipProtocol: asText(rule.IpProtocol),
      fromPort: asNumber(rule.FromPort),
      toPort: asNumber(rule.ToPort),
      groups: group ? [{ groupId: group, userId: accountId, description }] : [],
      ipRanges: source(asText(rule.CidrIp), 'cidrIp'),
      ipv6Ranges: source(asText(rule.CidrIpv6), 'cidrIpv6'),
      prefixListIds: source(
        asText(rule.SourcePrefixListId) ?? asText(rule.DestinationPrefixListId),
        'prefixListId',
      ),
    };
  };
  return {
    DescribeSecurityGroups: describe(
      'securityGroupInfo',
      () => account.list(SECURITY_GROUP),
      { 'group-id': one => [one.physicalId] },
      group => {
        const { properties } = group;
        const ingress = [
          ...asList(properties.SecurityGroupIngress).map(asMap),
          ...rulesOf(SECURITY_GROUP_INGRESS, group),
        ];
        const egress = [
          ...(properties.SecurityGroupEgress === undefined
            ? [allEgress]
            : asList(properties.SecurityGroupEgress).map(asMap)),
          ...rulesOf('AWS::EC2::SecurityGroupEgress', group),
        ];
        return {
          groupId: group.physicalId,
          groupName: asText(properties.GroupName) ?? group.physicalId,
          groupDescription: asText(properties.GroupDescription),
          vpcId: String(properties.VpcId),
          ownerId: accountId,
          ipPermissions: ingress.map(render),
          ipPermissionsEgress: egress.map(render),
        };
      },
    ),
  };
}
