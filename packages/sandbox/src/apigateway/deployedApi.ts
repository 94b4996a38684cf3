import { Account, LiveResource, Properties } from '../account/Account';
import { asMap, asNumber, asText } from '../account/values';
import { parsePolicy } from './policy';

/** A method in the snapshot of a deployment. */
export type DeployedMethod = {
  /** Path of the resource with its variables, e.g. `/items/{id}`. */
  path: string;
  resourceId: string;
  /** `GET`, …, or `ANY`. */
  httpMethod: string;
  functionArn: string;
  timeoutMs: number;
};

/**
 * The snapshot of an API's methods and policy that API Gateway serves. Later
 * changes take effect only after a new deployment.
 */
export type DeployedApi = {
  restApiId: string;
  policy?: Properties;
  methods: DeployedMethod[];
};

/** API Gateway's default integration timeout. */
const integrationTimeoutMs = 29_000;

/** Takes a snapshot of an API. */
export function snapshotOf(account: Account, api: LiveResource): DeployedApi {
  const ofApi = (type: string) =>
    account
      .list(type)
      .filter(one => one.properties.RestApiId === api.physicalId);
  const resources = new Map(
    ofApi('AWS::ApiGateway::Resource').map(one => [one.physicalId, one]),
  );
  const pathOf = (id: string): string => {
    const resource = resources.get(id);
    if (!resource) return '';
    const { ParentId, PathPart } = resource.properties;
    return `${pathOf(String(ParentId))}/${PathPart}`;
  };
  const methods = ofApi('AWS::ApiGateway::Method').map(({ properties }) => {
    const integration = asMap(properties.Integration);
    const resourceId = String(properties.ResourceId);
    return {
      path: pathOf(resourceId) || '/',
      resourceId,
      httpMethod: String(properties.HttpMethod),
      functionArn: functionArnOf(asText(integration.Uri) ?? ''),
      timeoutMs: asNumber(integration.TimeoutInMillis) ?? integrationTimeoutMs,
    };
  });
  return {
    restApiId: api.physicalId,
    policy: parsePolicy(api.properties.Policy),
    methods,
  };
}

/** The function ARN in `…:lambda:path/2015-03-31/functions/ARN/invocations`. */
function functionArnOf(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';
}
