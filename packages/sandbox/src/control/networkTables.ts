import { Account, LiveResource } from '../account/Account';
import { asNumber, asText, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { LISTENER, nameOf, TARGET } from '../elbv2/model';
import { SilentAddresses } from '../network/SilentAddresses';
import { NETWORK_INTERFACE } from '../resources/networkInterfaces';
import { HOSTED_ZONE, vpcsOf } from '../resources/route53';
import { interfacesOf } from '../resources/endpointInterfaces';
import { serviceOf, VPC_ENDPOINT } from '../resources/vpcEndpoint';
import { button, row, table } from './pageTables';

/** The parts of the network that a control call can break, with buttons that do so. */
export function networkTables(
  account: Account,
  silent: SilentAddresses,
): string {
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
      'Listeners of load balancers',
      ['Load balancer', 'Port', 'Action'],
      account.list(LISTENER).map(listenerRow),
    ),
    table(
      'Targets of load balancers',
      ['Address', 'State', 'Action'],
      targetAddresses(account).map(address => addressRow(address, silent)),
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

function listenerRow({ physicalId, properties }: LiveResource): string {
  const name = nameOf(String(properties.LoadBalancerArn));
  return row(
    name,
    [asText(properties.Port) ?? ''],
    button(
      'Delete',
      ['listeners', physicalId, 'delete'],
      `listener of ${name}`,
    ),
  );
}

/** The addresses of targets that a network interface has. */
function targetAddresses(account: Account): string[] {
  const existing = new Set(
    account
      .list(NETWORK_INTERFACE)
      .map(one => asText(one.properties.PrivateIpAddress)),
  );
  const ids = account.list(TARGET).map(one => String(one.properties.Id));
  return [...new Set(ids)].filter(id => existing.has(id));
}

function addressRow(address: string, silent: SilentAddresses): string {
  const [state, label, verb] = silent.has(address)
    ? ['no response', 'Start', 'start']
    : ['responds', 'Stop', 'stop'];
  return row(
    address,
    [state],
    button(label, ['addresses', address, verb], address),
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
