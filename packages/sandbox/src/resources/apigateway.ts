import { LiveResource, Properties } from '../account/account';
import { asMap, asText, asTexts } from '../account/values';
import { freeze } from '../apigateway/deployedApi';
import { parsePolicy, policyProblem } from '../apigateway/policy';
import { apiGatewayId } from '../protocol/ids';
import {
  existing,
  HandlerError,
  ResourceContext,
  ResourceHandler,
} from './handler';
import { VPC_ENDPOINT } from './vpcEndpoint';

export const REST_API = 'AWS::ApiGateway::RestApi';
export const RESOURCE = 'AWS::ApiGateway::Resource';
export const METHOD = 'AWS::ApiGateway::Method';
export const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
export const STAGE = 'AWS::ApiGateway::Stage';

function apiOf({ account }: ResourceContext, properties: Properties) {
  return existing(
    account,
    REST_API,
    properties.RestApiId,
    'Invalid API identifier specified',
  );
}

function checkApi(context: ResourceContext, properties: Properties): void {
  const configuration = asMap(properties.EndpointConfiguration);
  const types = asTexts(configuration.Types);
  if (types.length !== 1 || types[0] !== 'PRIVATE') {
    throw new HandlerError(
      `sandbox: EndpointConfiguration.Types [${types.join(
        ', ',
      )}] is not supported, only [PRIVATE] is`,
    );
  }
  for (const id of asTexts(configuration.VpcEndpointIds)) {
    existing(
      context.account,
      VPC_ENDPOINT,
      id,
      `The vpcEndpointId ${id} does not exist`,
    );
  }
  const problem = policyProblem(parsePolicy(properties.Policy));
  if (problem) throw new HandlerError(problem);
}

const restApi: ResourceHandler = {
  accepts: ['Description', 'EndpointConfiguration', 'Name', 'Policy', 'Tags'],
  create(context, properties) {
    if (!asText(properties.Name)) {
      throw new HandlerError('Name or Body is required');
    }
    checkApi(context, properties);
    const id = apiGatewayId(10);
    return {
      physicalId: id,
      attributes: { RestApiId: id, RootResourceId: apiGatewayId(10) },
    };
  },
  update(context, _, properties) {
    checkApi(context, properties);
  },
};

const resource: ResourceHandler = {
  accepts: ['ParentId', 'PathPart', 'RestApiId'],
  create(context, properties) {
    const api = apiOf(context, properties);
    const parent = asText(properties.ParentId);
    if (parent !== api.attributes.RootResourceId) {
      existing(
        context.account,
        RESOURCE,
        parent,
        'Invalid Resource identifier specified',
      );
    }
    const part = asText(properties.PathPart) ?? '';
    if (!/^([\w.:-]+|\{[\w.:-]+\+?\})$/.test(part)) {
      throw new HandlerError(
        "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
      );
    }
    const sibling = context.account
      .list(RESOURCE)
      .some(
        one =>
          one.properties.ParentId === parent &&
          one.properties.PathPart === part,
      );
    if (sibling) {
      throw new HandlerError(
        `Another resource with the same parent already has this name: ${part}`,
        'AlreadyExists',
      );
    }
    const id = apiGatewayId(6);
    return { physicalId: id, attributes: { ResourceId: id } };
  },
};

function checkMethod(properties: Properties): void {
  const authorization = asText(properties.AuthorizationType) ?? 'NONE';
  const integration = asMap(properties.Integration);
  if (authorization !== 'NONE') {
    throw new HandlerError(
      `sandbox: AuthorizationType ${authorization} is not supported, only NONE is`,
    );
  }
  if (integration.Type !== 'AWS_PROXY') {
    throw new HandlerError(
      `sandbox: integration type ${integration.Type} is not supported, only AWS_PROXY is`,
    );
  }
  if (integration.IntegrationHttpMethod !== 'POST') {
    throw new HandlerError(
      'sandbox: IntegrationHttpMethod must be POST: Lambda accepts nothing else',
    );
  }
}

const method: ResourceHandler = {
  accepts: [
    'ApiKeyRequired',
    'AuthorizationType',
    'HttpMethod',
    'Integration',
    'MethodResponses',
    'OperationName',
    'ResourceId',
    'RestApiId',
  ],
  create(context, properties) {
    const api = apiOf(context, properties);
    checkMethod(properties);
    const { ResourceId, HttpMethod } = properties;
    if (ResourceId !== api.attributes.RootResourceId) {
      existing(
        context.account,
        RESOURCE,
        ResourceId,
        'Invalid Resource identifier specified',
      );
    }
    return { physicalId: `${api.physicalId}|${ResourceId}|${HttpMethod}` };
  },
  update(_, __, properties) {
    checkMethod(properties);
  },
};

const deployment: ResourceHandler = {
  accepts: ['Description', 'RestApiId'],
  create(context, properties) {
    const api = apiOf(context, properties);
    const frozen = freeze(context.account, api);
    if (!frozen.policy) {
      throw new HandlerError(
        "Private REST API doesn't have a resource policy attached to it",
      );
    }
    if (frozen.methods.length === 0) {
      throw new HandlerError("The REST API doesn't contain any methods");
    }
    const id = context.once('id', () => apiGatewayId(6));
    context.deployments.set(id, frozen);
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  delete({ account, deployments }, gone: LiveResource) {
    const pointing = account
      .list(STAGE)
      .some(one => one.properties.DeploymentId === gone.physicalId);
    if (pointing) {
      throw new HandlerError(
        'Active stages pointing to this deployment must be moved or deleted',
      );
    }
    deployments.delete(gone.physicalId);
  },
};

function checkStage(context: ResourceContext, properties: Properties): void {
  const id = asText(properties.DeploymentId) ?? '';
  const frozen = context.deployments.get(id);
  if (!frozen || frozen.restApiId !== properties.RestApiId) {
    throw new HandlerError('Deployment id does not exist', 'NotFound');
  }
}

const stage: ResourceHandler = {
  accepts: [
    'AccessLogSetting',
    'DeploymentId',
    'Description',
    'MethodSettings',
    'RestApiId',
    'StageName',
    'Tags',
    'TracingEnabled',
    'Variables',
  ],
  create(context, properties) {
    const api = apiOf(context, properties);
    checkStage(context, properties);
    const name = asText(properties.StageName) ?? '';
    if (!/^\w[\w-]*$/.test(name)) {
      throw new HandlerError('Stage name only allows a-zA-Z0-9_');
    }
    const taken = context.account
      .list(STAGE)
      .some(
        one =>
          one.physicalId === name &&
          one.properties.RestApiId === api.physicalId,
      );
    if (taken) throw new HandlerError('Stage already exists', 'AlreadyExists');
    return { physicalId: name };
  },
  update(context, _, properties) {
    checkStage(context, properties);
  },
};

/** API Gateway REST APIs, private ones. */
export const apiGatewayHandlers: Record<string, ResourceHandler> = {
  [REST_API]: restApi,
  [RESOURCE]: resource,
  [METHOD]: method,
  [DEPLOYMENT]: deployment,
  [STAGE]: stage,
};
