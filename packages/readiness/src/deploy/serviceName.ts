import { ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import type { Environment } from '@private-serverless/environment';
import { domainOf } from '../domain/zone';
import { listAssociations, listDomains } from '../domain/endpointDomains';
import type { ServiceNeeds } from '../neededBy';
import { type Read, Reader } from '../session/Reader';
import { ok, unknown, wrong } from '../session/results';
import type { Check, ReadinessClients } from '../types';
import { checkSameEntry, checkSameNetwork } from './deployedName';

/**
 * The service whose name is checked.
 * @public
 */
export type NamedService = {
  /** Its name, the first label of its domain name. */
  name: string;
  entry: ServiceNeeds['entry'];
  network?: ServiceNeeds['network'];
  /** The parameters that the deploy passes: `DomainName` and `VpcId` (of an existing network) are checked. */
  parameters?: Record<string, string>;
  /** Its stack, if it exists. */
  stack?: { status: string; outputs: Record<string, string> };
};

/**
 * Checks that nothing else has the name of a service under the domain of its environment: no record in the hosted zone, and no
 * custom domain that API Gateway could not tell apart. An empty base path can be mapped once, so a custom domain that exists
 * leaves no room for another service.
 *
 * @param options - `service`: without an entry that has a name, or if its stack has the name already or is being changed, nothing
 *   is checked
 * @returns checks with the IDs `name.record` and `name.domain`, or `name.entry` or `name.network` if the stack has the name with
 *   another entry or in another network, or `name.suffix` if a new stack would get another domain name than the one that was checked
 * @public
 */
export async function checkServiceName({
  clients,
  environment,
  service,
}: {
  clients: Pick<ReadinessClients, 'apiGateway' | 'route53'>;
  environment: Environment;
  service: NamedService;
}): Promise<Check[]> {
  const { domain } = environment;
  if (service.entry === 'endpoint' || !domain) return [];
  const host = `${service.name}.${domainOf(domain.suffix)}`.toLowerCase();
  const { outputs, status = '' } = service.stack ?? {};
  // A stack in progress may have created the name, but has no outputs yet.
  if (status.endsWith('_IN_PROGRESS')) return [];
  if (outputs?.DomainName?.toLowerCase() === host) {
    return [
      ...checkSameEntry(host, service.entry, outputs),
      ...checkSameNetwork(host, service, outputs, environment),
    ];
  }
  const given = service.parameters?.DomainName?.toLowerCase();
  if (given !== undefined && given !== host && !outputs?.DomainName) {
    return [
      wrong('name.suffix', given, {
        found: `DomainName ${given} in the parameters file`,
        expected: host,
        fix: `Set DomainName to ${host}: the certificate and the hosted zone are those of ${domainOf(
          domain.suffix,
        )}. Or generate the service again.`,
      }),
    ];
  }
  const reader = new Reader();
  const [record, domains] = await Promise.all([
    checkRecord(clients, reader, host, domain.hostedZoneId),
    service.entry === 'alb-lambda'
      ? []
      : checkDomains(clients, reader, host, service.entry, environment),
  ]);
  return [...record, ...domains];
}

/** Types of records that cannot stand beside the alias record of the service. */
const conflicting = ['A', 'AAAA', 'CNAME'];

async function checkRecord(
  { route53 }: Pick<ReadinessClients, 'route53'>,
  reader: Reader,
  host: string,
  zoneId: string | undefined,
): Promise<Check[]> {
  if (!zoneId) return [];
  // Sorted by name, so that the first ones have this name if any has.
  const { value, problem } = await reader.read(
    'route53:ListResourceRecordSets',
    () =>
      route53.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          StartRecordName: host,
          MaxItems: 10,
        }),
      ),
  );
  if (problem) return [unknown('name.record', host, problem)];
  const found = (value.ResourceRecordSets ?? []).filter(
    ({ Name, Type }) =>
      domainOf(Name ?? '') === host && conflicting.includes(Type ?? ''),
  );
  return [
    found.length === 0
      ? ok('name.record', host, 'no record')
      : wrong('name.record', host, {
          found: `a record of type ${found
            .map(({ Type }) => Type)
            .join(', ')} in ${zoneId}`,
          expected: 'no record of this name',
          fix: 'Choose another name for the service, or delete the record if nobody uses it.',
        }),
  ];
}

async function checkDomains(
  { apiGateway }: Pick<ReadinessClients, 'apiGateway'>,
  reader: Reader,
  host: string,
  entry: 'custom-domain' | 'alb',
  { network }: Environment,
): Promise<Check[]> {
  const id = 'name.domain';
  const domains = await listDomains(reader, apiGateway);
  if (domains.problem) return [unknown(id, host, domains.problem)];
  const same = domains.value.filter(
    one => one.domainName?.toLowerCase() === host,
  );
  // A name has one public domain in an account and region: REGIONAL or EDGE. Private domains are apart from it.
  const taken = same.filter(
    one =>
      !one.endpointConfiguration?.types?.includes('PRIVATE') ===
      (entry === 'alb'),
  );
  if (taken.length === 0) return [ok(id, host, 'no custom domain')];
  const fix =
    'Choose another name for the service, or delete the custom domain if nobody uses it.';
  if (entry === 'alb') {
    return [
      wrong(id, host, {
        found: taken[0].endpointConfiguration?.types?.includes('EDGE')
          ? 'an EDGE custom domain'
          : 'a REGIONAL custom domain',
        expected: 'no custom domain of this name',
        fix,
      }),
    ];
  }
  // Several private domains may have one name, but one endpoint reaches only one of them.
  const endpointId = network.existing?.executeApiEndpointId;
  const used = await associationsOf(reader, apiGateway, endpointId);
  if (used.problem) return [unknown(id, host, used.problem)];
  const conflict = taken.find(({ domainNameArn }) =>
    used.value.includes(domainNameArn ?? ''),
  );
  return [
    conflict
      ? wrong(id, host, {
          found: `a PRIVATE custom domain that is associated with ${endpointId}`,
          expected: 'no custom domain of this name at this endpoint',
          fix,
        })
      : ok(id, host, 'no custom domain at this endpoint'),
  ];
}

/** ARNs of the private domains that an endpoint is associated with. */
async function associationsOf(
  reader: Reader,
  apiGateway: ReadinessClients['apiGateway'],
  endpointId: string | undefined,
): Promise<Read<string[]>> {
  if (!endpointId) return { value: [] };
  const read = await listAssociations(reader, apiGateway);
  return read.problem
    ? read
    : {
        value: read.value
          .filter(one => one.accessAssociationSource === endpointId)
          .flatMap(({ domainNameArn }) => domainNameArn ?? []),
      };
}
