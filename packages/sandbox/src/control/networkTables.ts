import { Account, LiveResource } from '../account/Account';
import { asNumber, asText, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { HOSTED_ZONE, vpcsOf } from '../resources/route53';
import {
  interfacesOf,
  serviceOf,
  VPC_ENDPOINT,
} from '../resources/vpcEndpoint';
import { button, row, table } from './pageTables';

/** The parts of the network that a control call can break, with buttons that do so. */
export function networkTables(account: Account): string {
  const endpoints = account
    .list(VPC_ENDPOINT)
    .filter(one => one.attributes.NetworkInterfaceIds !== undefined);
  return [
    table(
      'Interface endpoints',
      ['ID', 'Service', 'Addresses', 'Action'],
      endpoints.map(one => endpointRow(account, one)),
    ),
    table(
      'Certificates',
      ['Names', 'Status', 'Expires', 'Action'],
      account.list(CERTIFICATE).map(certificateRow),
    ),
    table(
      'VPCs of hosted zones',
      ['Zone', 'VPC', 'Action'],
      account.list(HOSTED_ZONE).flatMap(zoneRows),
    ),
  ].join('');
}

function endpointRow(account: Account, endpoint: LiveResource): string {
  const id = endpoint.physicalId;
  const addresses = interfacesOf(account, endpoint).map(one =>
    asText(one.properties.PrivateIpAddress),
  );
  return row(
    id,
    [serviceOf(endpoint), addresses.join(', ')],
    button('Replace interfaces', ['endpoints', id, 'replace-interfaces'], id),
  );
}

function certificateRow({ physicalId, properties }: LiveResource): string {
  const names = asTexts(properties.Names).join(', ');
  const notAfter = new Date((asNumber(properties.NotAfter) ?? 0) * 1000);
  const [label, verb] =
    notAfter.getTime() > Date.now() ? ['Expire', 'expire'] : ['Renew', 'renew'];
  return row(
    names,
    [asText(properties.Status) ?? '', notAfter.toISOString()],
    button(label, ['certificates', physicalId, verb], names),
  );
}

function zoneRows({ physicalId, properties }: LiveResource): string[] {
  const name = String(properties.Name);
  return vpcsOf(properties).map(vpcId =>
    row(
      name,
      [vpcId],
      button(
        'Disassociate',
        ['zones', physicalId, 'vpcs', vpcId, 'disassociate'],
        `${vpcId} from ${name}`,
      ),
    ),
  );
}
