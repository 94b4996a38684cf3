import { IncomingMessage } from 'node:http';
import { Account, LiveResource, Properties } from '../account/Account';
import { isPermitted } from '../resources/permission';
import { DeployedApi } from './deployedApi';
import { GatewayError, internalError } from './errors';
import { Decision, decide, parsePolicy } from './policy';
import { Route } from './routing';

/** The interface endpoint through which a request arrived, and its sender. */
export type Arrival = {
  endpoint: LiveResource;
  callerAddress: string;
};

/** The ARN of a method of an API in policies. */
export function executeApiArn(
  account: Account,
  { method }: IncomingMessage,
  restApiId: string,
  stage: string,
  path: string,
): string {
  return account.arn('execute-api', `${restApiId}/${stage}/${method}${path}`);
}

/** The ARN of a custom domain in policies: `arn:…:execute-api:…:/domainnames/NAME+ID`. */
export function domainArn(
  account: Account,
  { physicalId }: LiveResource,
): string {
  return account.arn('execute-api', physicalId.slice(physicalId.indexOf('/')));
}

/**
 * Evaluates the endpoint's policy, then that of the API or custom domain.
 *
 * @param resource - ARN of the called method or custom domain
 * @throws GatewayError if one of them denies the request
 */
export function checkPolicies(
  account: Account,
  request: IncomingMessage,
  { endpoint, callerAddress }: Arrival,
  resource: string,
  policy: Properties | undefined,
): void {
  const policyRequest = {
    action: 'execute-api:Invoke',
    resource,
    keys: {
      'aws:sourcevpce': endpoint.physicalId,
      'aws:sourcevpc': String(endpoint.properties.VpcId),
      'aws:vpcsourceip': callerAddress,
      'aws:resourceaccount': account.identity.accountId,
    },
  };
  const endpointPolicy = parsePolicy(endpoint.properties.PolicyDocument);
  if (endpointPolicy) {
    checkAuthorizationHeader(request);
    requireAllow(decide(endpointPolicy, policyRequest), account, resource);
  }
  if (policy) {
    requireAllow(decide(policy, policyRequest), account, resource);
  }
}

/** If the endpoint has a policy, API Gateway parses the header as a signature. */
function checkAuthorizationHeader(request: IncomingMessage): void {
  const header = request.headers.authorization;
  if (header === undefined || header.startsWith('AWS4-HMAC-SHA256 ')) return;
  throw new GatewayError(403, 'IncompleteSignatureException', {
    message: `'${header.slice(
      0,
      40,
    )}' not a valid key=value pair (missing equal-sign) in Authorization header.`,
  });
}

function requireAllow(
  decision: Decision,
  { identity }: Account,
  resource: string,
): void {
  if (decision === 'allow') return;
  const masked = resource.replace(
    identity.accountId,
    `********${identity.accountId.slice(-4)}`,
  );
  const suffix = decision === 'explicit-deny' ? ' with an explicit deny' : '';
  throw new GatewayError(403, 'AccessDeniedException', {
    Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}${suffix}`,
  });
}

/**
 * Without a matching Lambda permission, API Gateway responds with 500.
 *
 * @throws GatewayError
 */
export function checkPermission(
  account: Account,
  deployed: DeployedApi,
  stage: string,
  httpMethod: string,
  { method }: Route,
): void {
  const source = account.arn(
    'execute-api',
    `${deployed.restApiId}/${stage}/${httpMethod}${method.path}`,
  );
  const isAllowed = isPermitted(account, {
    functionArn: method.functionArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: source,
  });
  if (!isAllowed) throw internalError(500);
}
