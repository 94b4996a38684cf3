import { Account } from '../account/Account';
import { createGateway } from '../apigateway/gateway';
import { createBalancerServer } from '../elbv2/balancerServer';
import { HealthChecks } from '../elbv2/HealthChecks';
import { AccountServices } from '../resources/contract';
import { acmCertificates } from './acmCertificates';
import { issueCertificate, KeyPair } from './certificates';
import { domainCertificates } from './domainCertificates';
import { createEndpointServer } from './endpointServer';
import { createHosts, Hosts } from './hosts';
import { SilentAddresses } from './SilentAddresses';

/** The network of all VPCs and what runs in it. */
export type Network = {
  hosts: Hosts;
  health: HealthChecks;
  silent: SilentAddresses;
};

/**
 * Creates the network: execute-api endpoints in front of API Gateway, and load balancers.
 *
 * @param authority - issues the certificates of all servers
 * @param secondMs - duration of a second of health checks and timeouts of connections, in milliseconds
 */
export async function createNetwork(o: {
  services: Pick<AccountServices, 'account' | 'deployments' | 'functions'>;
  authority: KeyPair;
  secondMs: number;
  log: (line: string) => void;
}): Promise<Network> {
  const { services, authority, secondMs, log } = o;
  const { account, functions } = services;
  const certificateOf = acmCertificates(account, authority);
  const silent = new SilentAddresses();
  const health = new HealthChecks({ account, secondMs, log });
  const hosts = createHosts({
    account,
    silent,
    endpoints: createEndpointServer({
      certificate: await gatewayCertificate(account, authority),
      certificateFor: domainCertificates(account, certificateOf),
      gateway: createGateway(services, log),
    }),
    balancers: createBalancerServer({
      account,
      functions,
      certificateOf,
      healthOf: health.healthOf,
      secondMs,
      log,
    }),
  });
  return { hosts, health, silent };
}

/** The certificate for AWS's own names of APIs and endpoints. */
function gatewayCertificate(
  { identity }: Account,
  authority: KeyPair,
): Promise<KeyPair> {
  const domain = `execute-api.${identity.region}`;
  return issueCertificate(authority, [
    `*.${domain}.amazonaws.com`,
    `*.${domain}.vpce.amazonaws.com`,
  ]);
}
