import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import {
  includesAction,
  type PolicyStatement,
  statementsOf,
} from '../account/policies';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { checkGroups } from './groups';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

const service = 'execute-api';

/** The service of an endpoint, such as `execute-api`. In China, the full name starts with `cn.com.amazonaws.` */
export function serviceOf({ ServiceName = '' }: VpcEndpoint): string {
  return ServiceName.replace(/^(cn\.)?com\.amazonaws\.[a-z0-9-]+\./, '');
}

/** Checks the shared endpoint of API Gateway, and the other endpoints that the environment names. */
export function checkEndpoints(
  context: CheckContext,
  network: ExistingNetwork,
  reads: NetworkReads,
): Check[] {
  const { allowNewEndpoints, endpointIds, executeApiEndpointId } = network;
  const { endpoints } = reads;
  const owner = ownerOf(context, reads);
  const others = Object.entries(endpointIds);
  if (endpoints.problem) {
    return [
      unknown('endpoint', executeApiEndpointId ?? service, endpoints.problem),
      ...others.map(([name, id]) =>
        unknown(`endpoint.${name}`, id, endpoints.problem),
      ),
    ];
  }
  const all = endpoints.value;
  const rest = others.map(([name, id]) =>
    checkOne(network, all, { name, id, owner }),
  );
  if (!executeApiEndpointId) {
    return [
      allowNewEndpoints
        ? ok('endpoint', service, 'services create their own')
        : missing('endpoint', service, {
            expected: `an interface endpoint of ${service}`,
            fix: 'Set network.existing.executeApiEndpointId, or allowNewEndpoints to true.',
          }),
      ...rest,
    ];
  }
  const check = checkOne(network, all, {
    name: service,
    id: executeApiEndpointId,
    owner,
  });
  if (check.status !== 'ok') return [check, ...rest];
  const endpoint = byId(all, executeApiEndpointId)!;
  return [
    check,
    checkPolicy(endpoint),
    ...checkGroups(context, network, reads, endpoint),
    ...rest,
  ];
}

/**
 * The account that shares the VPC with this one. Accounts that use shared subnets cannot describe the endpoints of the owner:
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
function ownerOf(
  { environment }: CheckContext,
  { vpcs }: NetworkReads,
): string | undefined {
  const owner = vpcs.value?.[0]?.OwnerId;
  return owner === environment.accountId ? undefined : owner;
}

function byId(endpoints: VpcEndpoint[], id: string) {
  return endpoints.find(({ VpcEndpointId }) => VpcEndpointId === id);
}

/** Checks that an endpoint is in the VPC, of its service, and available. */
function checkOne(
  { vpcId }: ExistingNetwork,
  endpoints: VpcEndpoint[],
  { name, id, owner }: { name: string; id: string; owner?: string },
): Check {
  const isShared = name === service;
  const check = isShared ? 'endpoint' : `endpoint.${name}`;
  const key = `network.existing.${
    isShared ? 'executeApiEndpointId' : `endpointIds.${name}`
  }`;
  const endpoint = byId(endpoints, id);
  if (!endpoint) {
    return missing(check, id, {
      expected: `an endpoint of ${name} in ${vpcId}`,
      fix: owner
        ? `Use a VPC of this account: account ${owner} shares ${vpcId}, and AWS describes its endpoints only to their owner.`
        : `Correct ${key}. The endpoint must be in the VPC of the environment.`,
    });
  }
  // Gateway endpoints exist for S3 and DynamoDB only, which have interface endpoints too.
  const isType = endpoint.VpcEndpointType === 'Interface' || !isShared;
  if (serviceOf(endpoint) !== name || !isType) {
    return wrong(check, id, {
      found: `${endpoint.VpcEndpointType} endpoint of ${endpoint.ServiceName}`,
      expected: `${isShared ? 'Interface endpoint' : 'endpoint'} of ${name}`,
      fix: `Set ${key} to an endpoint of ${name}.`,
    });
  }
  // The SDK has the state of the API in lower case.
  const state = String(endpoint.State).toLowerCase();
  return state === 'available'
    ? ok(
        check,
        id,
        isShared
          ? `private DNS ${endpoint.PrivateDnsEnabled ? 'on' : 'off'}`
          : undefined,
      )
    : wrong(check, id, {
        found: state,
        expected: 'available',
        fix: 'Wait for the endpoint, or use another one.',
      });
}

/** Checks that the policy admits API calls, but is not full access. */
function checkPolicy(endpoint: VpcEndpoint): Check {
  const id = 'endpoint.policy';
  const subject = endpoint.VpcEndpointId!;
  const statements = statementsOf(endpoint.PolicyDocument ?? '{}');
  const allowed = statements.filter(({ isAllow }) => isAllow);
  const fix =
    'Allow execute-api:Invoke on the APIs of the account, such as arn:aws:execute-api:REGION:ACCOUNT_ID:*.';
  if (allowed.some(isFullAccess)) {
    // A Deny can be a data perimeter, which the proof of a service examines.
    if (statements.length > allowed.length) {
      return {
        id,
        status: 'unknown',
        subject,
        found: 'full access, except for what the policy denies',
        expected: 'execute-api:Invoke on the APIs of the account',
        fix: 'Check that the policy denies everything from outside your organization or networks.',
      };
    }
    return wrong(id, subject, {
      found: 'full access',
      expected: 'execute-api:Invoke on the APIs of the account',
      fix,
    });
  }
  return allowed.some(({ actions }) =>
    includesAction(actions, 'execute-api:Invoke'),
  )
    ? ok(id, subject)
    : wrong(id, subject, {
        found: 'no statement that allows execute-api:Invoke',
        expected: 'execute-api:Invoke on the APIs of the account',
        fix,
      });
}

/** As in the privacy rule PS19: an endpoint has one service, so `execute-api:*` covers all actions, too. */
function isFullAccess(statement: PolicyStatement): boolean {
  const { actions, hasCondition, principals, resources } = statement;
  return (
    !hasCondition &&
    actions.some(action => /^([^:]*:)?[*?]+$/.test(action)) &&
    resources.some(resource => /^[*?/:]+$/.test(resource)) &&
    Boolean(principals.AWS?.includes('*'))
  );
}
