import { Account, LiveResource, Properties } from '../account/account';
import { asMap, asNumber, asText } from '../account/values';
import { parsePolicy } from './policy';

/** A method as a deployment froze it. */
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
 * What API Gateway serves: a snapshot of the API's methods and policy. Later
 * changes take effect only with a new deployment.
 */
export type DeployedApi = {
  restApiId: string;
  policy?: Properties;
  methods: DeployedMethod[];
};

/** Integrations end after 29 s by default. */
const INTEGRATION_TIMEOUT_MS = 29_000;

/** Takes the snapshot of an API as it is now. */
export function freeze(account: Account, api: LiveResource): DeployedApi {
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
      timeoutMs:
        asNumber(integration.TimeoutInMillis) ?? INTEGRATION_TIMEOUT_MS,
    };
  });
  return {
    restApiId: api.physicalId,
    policy: parsePolicy(api.properties.Policy),
    methods,
  };
}

/** The function in `…:lambda:path/2015-03-31/functions/ARN/invocations`. */
function functionArnOf(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';
}
