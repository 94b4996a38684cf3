import type { Environment } from '@private-serverless/environment';
import { checkBuckets } from './account/buckets';
import { checkAccount, readCaller } from './account/caller';
import { checkGatewayLogging } from './account/gateway';
import { checkPassRole } from './account/passRole';
import { checkBoundary, checkCloudFormationRole } from './account/roles';
import { checkCertificate } from './domain/certificate';
import { checkEndpointDomains } from './domain/endpointDomains';
import { checkTrustStore } from './domain/trustStore';
import { checkZone } from './domain/zone';
import { checkConnection } from './network/connection';
import { checkEndpoints } from './network/endpoint';
import { checkNewVpcs } from './network/newVpcs';
import { checkPrefixLists } from './network/prefixLists';
import { checkPrivateDns } from './network/privateDns';
import { readNetwork } from './network/readNetwork';
import { checkRoutes } from './network/routes';
import { checkSubnets } from './network/subnets';
import { checkVpc } from './network/vpc';
import type { CheckContext } from './session/context';
import { Reader } from './session/Reader';
import { missing } from './session/results';
import type { Check, Readiness, ReadinessClients } from './types';

/**
 * What a check or a description of an environment uses.
 * @public
 */
export type ReadinessOptions = {
  environment: Environment;
  /** For the account and region of the environment. */
  clients: ReadinessClients;
  /** @defaultValue the system's clock */
  clock?: () => Date;
};

/**
 * Checks that an environment has what its services need, by calls that only read. A call that fails makes its checks
 * `unknown`; the function itself does not throw.
 *
 * An environment is ready if no check is `missing` or `wrong`, and the account is known: without credentials, every check
 * would be `unknown`. With credentials of another account, the result has only the check `account`: nothing else would be of this environment.
 * @public
 */
export async function checkReadiness({
  environment,
  clients,
  clock = () => new Date(),
}: ReadinessOptions): Promise<Readiness> {
  const now = clock();
  const context = { environment, clients, reader: new Reader(), now };
  const caller = await readCaller(context);
  const account = checkAccount(context, caller);
  const checks = [account];
  if (account.status !== 'wrong') {
    const groups = await Promise.all([
      checkBuckets(context),
      checkCloudFormationRole(context),
      ...(caller.value ? [checkPassRole(context, caller.value)] : []),
      checkBoundary(context),
      checkGatewayLogging(context),
      checkNetwork(context),
      checkPrefixLists(context),
      checkNewVpcs(context),
      checkConnection(context),
      checkZone(context),
      checkCertificate(context),
      checkTrustStore(context),
      checkEndpointDomains(context),
    ]);
    checks.push(...groups.flat());
  }
  return {
    environment: environment.id,
    at: now.toISOString(),
    ready:
      account.status === 'ok' &&
      !checks.some(({ status }) => status === 'missing' || status === 'wrong'),
    checks,
  };
}

async function checkNetwork(context: CheckContext): Promise<Check[]> {
  const { existing, new: created } = context.environment.network;
  if (!existing) {
    return created
      ? []
      : [
          missing('network', 'network', {
            expected: 'network.existing or network.new',
            fix: 'Add a network. Without one, nothing can be deployed to the environment.',
          }),
        ];
  }
  const reads = await readNetwork(context, existing);
  const vpc = checkVpc(context, existing, reads);
  // Without the VPC, everything in it would be reported again.
  if (vpc.some(({ status }) => status === 'missing')) return vpc;
  return [
    ...vpc,
    // Without a bucket for their logs, services cannot have load balancers.
    ...checkSubnets(existing, reads, Boolean(context.environment.logBucket)),
    ...checkRoutes(existing, reads),
    ...checkEndpoints(context, existing, reads),
    ...(await checkPrivateDns(context, existing, reads)),
  ];
}
