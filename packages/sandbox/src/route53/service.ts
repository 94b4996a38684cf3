import { randomBytes } from 'node:crypto';
import { Account, LiveResource } from '../account/Account';
import { AwsError } from '../protocol/errors';
import { send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { sendQueryError } from '../protocol/query';
import { RestService } from '../protocol/rest';
import { element, XmlValue } from '../protocol/xml';
import { HOSTED_ZONE, vpcsOf } from '../resources/route53';
import { associate, disassociate } from './associations';
import { listRecords } from './records';

const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** Names of the elements in a list. */
const memberNames: Record<string, string> = {
  VPCs: 'VPC',
  HostedZoneSummaries: 'HostedZoneSummary',
  ResourceRecordSets: 'ResourceRecordSet',
  ResourceRecords: 'ResourceRecord',
};

/** Route 53: the operations that describe hosted zones, and associate VPCs with them. */
export function route53(account: Account): RestService {
  const { region, accountId } = account.identity;
  const zoneOf = (id: string) => {
    const zone = account.find(HOSTED_ZONE, id);
    if (zone) return zone;
    throw new AwsError(
      'NoSuchHostedZone',
      `No hosted zone found with ID: ${id}`,
      404,
    );
  };
  // A zone stays private if a control call takes its last VPC from it.
  const isPrivate = ({ properties }: LiveResource) =>
    properties.VPCs !== undefined;
  return {
    name: 'Route 53',
    signingName: 'route53',
    protocol: 'query',
    operations: {
      GetHostedZone: {
        method: 'GET',
        path: /^\/2013-04-01\/hostedzone\/([^/]+)$/,
        query: [],
        run([id]) {
          const zone = zoneOf(id);
          const vpcs = vpcsOf(zone.properties).map(VPCId => ({
            VPCRegion: region,
            VPCId,
          }));
          return {
            HostedZone: {
              Id: `/hostedzone/${id}`,
              Name: nameOf(zone),
              CallerReference: id,
              Config: { PrivateZone: isPrivate(zone) },
            },
            ...(isPrivate(zone) ? { VPCs: vpcs } : {}),
          };
        },
      },
      ListResourceRecordSets: {
        method: 'GET',
        path: /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset$/,
        query: ['name', 'maxitems'],
        run([id], query) {
          return listRecords(account, zoneOf(id), query);
        },
      },
      AssociateVPCWithHostedZone: {
        method: 'POST',
        path: /^\/2013-04-01\/hostedzone\/([^/]+)\/associatevpc$/,
        query: [],
        run([id], _, body) {
          associate(account, zoneOf(id), vpcIn(body));
          return change();
        },
      },
      DisassociateVPCFromHostedZone: {
        method: 'POST',
        path: /^\/2013-04-01\/hostedzone\/([^/]+)\/disassociatevpc$/,
        query: [],
        run([id], _, body) {
          disassociate(account, zoneOf(id), vpcIn(body));
          return change();
        },
      },
      ListHostedZonesByVPC: {
        method: 'GET',
        path: /^\/2013-04-01\/hostedzonesbyvpc$/,
        query: ['vpcid', 'vpcregion'],
        run(_, query) {
          const zones = account
            .list(HOSTED_ZONE)
            .filter(zone =>
              vpcsOf(zone.properties).includes(query.get('vpcid') ?? ''),
            );
          return {
            HostedZoneSummaries: zones.map(zone => ({
              HostedZoneId: zone.physicalId,
              Name: nameOf(zone),
              Owner: { OwningAccount: accountId },
            })),
            MaxItems: '100',
          };
        },
      },
    },
    send(response, operation, result) {
      const body = Object.entries(result as Record<string, XmlValue>)
        .map(([name, value]) => element(name, value, memberNames))
        .join('');
      send(
        response,
        200,
        { 'content-type': 'text/xml', 'x-amzn-requestid': requestId() },
        `<${operation}Response xmlns="${namespace}">${body}</${operation}Response>`,
      );
    },
    sendError: sendQueryError,
  };
}

/** The VPC in a request. */
function vpcIn(body: string): string {
  return /<VPCId>([^<]*)<\/VPCId>/.exec(body)?.[1] ?? '';
}

/** Changes take effect at once. */
function change() {
  return {
    ChangeInfo: {
      Id: `/change/C${randomBytes(10).toString('hex').toUpperCase()}`,
      Status: 'INSYNC',
      SubmittedAt: new Date().toISOString(),
    },
  };
}

/** Names of zones end with a dot. */
function nameOf({ properties }: LiveResource): string {
  return `${String(properties.Name).replace(/\.$/, '')}.`;
}
