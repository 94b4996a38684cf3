import { LiveResource, Properties } from '../account/Account';
import { asMap, asText, asTexts } from '../account/values';
import { snapshotOf } from '../apigateway/deployedApi';
import { domainsMappedTo } from '../apigateway/domains';
import { parsePolicy, policyProblem } from '../apigateway/policy';
import { apiGatewayId } from '../protocol/ids';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { requireResource } from './lookup';
import { VPC_ENDPOINT } from './vpcEndpoint';

export const REST_API = 'AWS::ApiGateway::RestApi';
export const RESOURCE = 'AWS::ApiGateway::Resource';
export const METHOD = 'AWS::ApiGateway::Method';
export const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
export const STAGE = 'AWS::ApiGateway::Stage';

function apiOf({ account }: ResourceContext, properties: Properties) {
  return requireResource(
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
      )}] is not supported. Use [PRIVATE].`,
    );
  }
  for (const id of asTexts(configuration.VpcEndpointIds)) {
    requireResource(
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
  delete({ account }, { physicalId }) {
    const names = domainsMappedTo(account, physicalId);
    if (names.length > 0) {
      throw new HandlerError(
        `Deleting RestApi ${physicalId} failed. Please remove all base path mappings related to the RestApi in your domains: ${names.join(
          ', ',
        )}`,
      );
    }
  },
};

const resource: ResourceHandler = {
  accepts: ['ParentId', 'PathPart', 'RestApiId'],
  create(context, properties) {
    const api = apiOf(context, properties);
    const parent = asText(properties.ParentId);
    if (parent !== api.attributes.RootResourceId) {
      requireResource(
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
    const exists = context.account
      .list(RESOURCE)
      .some(
        one =>
          one.properties.ParentId === parent &&
          one.properties.PathPart === part,
      );
    if (exists) {
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
      `sandbox: AuthorizationType ${authorization} is not supported. Use NONE.`,
    );
  }
  if (integration.Type !== 'AWS_PROXY') {
    throw new HandlerError(
      `sandbox: integration type ${integration.Type} is not supported. Use AWS_PROXY.`,
    );
  }
  if (integration.IntegrationHttpMethod !== 'POST') {
    throw new HandlerError(
      'sandbox: IntegrationHttpMethod must be POST, because Lambda accepts no other method',
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
      requireResource(
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
    const snapshot = snapshotOf(context.account, api);
    if (!snapshot.policy) {
      throw new HandlerError(
        "Private REST API doesn't have a resource policy attached to it",
      );
    }
    if (snapshot.methods.length === 0) {
      throw new HandlerError("The REST API doesn't contain any methods");
    }
    const id = context.once('id', () => apiGatewayId(6));
    context.deployments.set(id, snapshot);
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  delete({ account, deployments }, { physicalId }: LiveResource) {
    const isInUse = account
      .list(STAGE)
      .some(one => one.properties.DeploymentId === physicalId);
    if (isInUse) {
      throw new HandlerError(
        'Active stages pointing to this deployment must be moved or deleted',
      );
    }
    deployments.delete(physicalId);
  },
};

function checkStage(context: ResourceContext, properties: Properties): void {
  const id = asText(properties.DeploymentId) ?? '';
  const snapshot = context.deployments.get(id);
  if (!snapshot || snapshot.restApiId !== properties.RestApiId) {
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
    const exists = context.account
      .list(STAGE)
      .some(
        one =>
          one.physicalId === name &&
          one.properties.RestApiId === api.physicalId,
      );
    if (exists) throw new HandlerError('Stage already exists', 'AlreadyExists');
    return { physicalId: name };
  },
  update(context, _, properties) {
    checkStage(context, properties);
  },
};

/** Private REST APIs of API Gateway. */
export const apiGatewayHandlers: Record<string, ResourceHandler> = {
  [REST_API]: restApi,
  [RESOURCE]: resource,
  [METHOD]: method,
  [DEPLOYMENT]: deployment,
  [STAGE]: stage,
};
