import { Account, LiveResource } from '../account/Account';
import { asMap, asTexts, asText } from '../account/values';
import { XmlValue } from '../protocol/xml';
import { domainOf, RECORD_SET } from '../resources/route53';

/** Default and maximum number of records per response. */
const maxItems = 300;

/**
 * The records of a zone as `ListResourceRecordSets` returns them: sorted by name, label by label from the right, and by type.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
 *
 * @param query - `name`: the first name of the response. `maxitems`
 */
export function listRecords(
  account: Account,
  zone: LiveResource,
  query: URLSearchParams,
): Record<string, XmlValue> {
  const limit = Math.min(Number(query.get('maxitems') ?? maxItems), maxItems);
  const from = sortKey(query.get('name') ?? '');
  const records = account
    .list(RECORD_SET)
    .filter(({ properties }) => properties.HostedZoneId === zone.physicalId)
    .map(one => ({ one, key: sortKey(String(one.properties.Name)) }))
    .filter(({ key }) => key >= from)
    .sort((a, b) => {
      const [left, right] = [a, b].map(
        ({ key, one }) => `${key} ${one.properties.Type}`,
      );
      return left < right ? -1 : Number(left > right);
    })
    .map(({ one }) => one);
  const next = records[limit];
  return {
    ResourceRecordSets: records.slice(0, limit).map(recordOf),
    IsTruncated: String(next !== undefined),
    ...(next && {
      NextRecordName: nameOf(next),
      NextRecordType: String(next.properties.Type),
    }),
    MaxItems: String(limit),
  };
}

function recordOf(record: LiveResource): Record<string, XmlValue> {
  const { AliasTarget, ResourceRecords, TTL, Type } = record.properties;
  const alias = asMap(AliasTarget);
  return {
    Name: nameOf(record),
    Type: String(Type),
    ...(AliasTarget === undefined
      ? {
          TTL: asText(TTL) ?? '300',
          ResourceRecords: asTexts(ResourceRecords).map(Value => ({ Value })),
        }
      : {
          AliasTarget: {
            HostedZoneId: String(alias.HostedZoneId),
            DNSName: `${domainOf(alias.DNSName)}.`,
            EvaluateTargetHealth: String(alias.EvaluateTargetHealth ?? false),
          },
        }),
  };
}

function nameOf({ properties }: LiveResource): string {
  return `${domainOf(properties.Name)}.`;
}

function sortKey(name: string): string {
  return domainOf(name).split('.').reverse().join('.');
}
