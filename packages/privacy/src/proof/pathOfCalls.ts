import { mentionsOf } from '../functions/references';
import { leadsToApis } from '../network/endpoints';
import { needsOf } from '../network/needs';
import { servedBy } from '../network/servedBy';
import { ownEndpoints } from '../network/vpcEndpoints';
import { usesOf } from '../network/uses';
import { vpcFunctions } from '../network/vpcFunctions';
import type { Resource, Template } from '../template/Template';
import type { Picture, PictureNode } from './model';
import { serviceTitle } from './serviceTitle';

const clients = 'clients';

/** The nodes and edges from the callers of a service to the services that it calls. */
export function pathOfCalls(
  template: Template,
): Pick<Picture, 'nodes' | 'edges'> {
  const nodes = new Map<string, PictureNode>();
  const edges: Picture['edges'] = [];
  const add = (node: PictureNode) => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
  };
  const connect = (from: string, to: string) => edges.push({ from, to });

  const balancers = loadBalancers(template);
  const apis = template.ofType('AWS::ApiGateway::RestApi');
  const lambdas = template.ofType('AWS::Lambda::Function');
  const doors = [...ownDoors(template), ...existingDoors(template)];
  // Without an entry, nothing shows that somebody calls what is drawn.
  if (balancers.length + apis.length > 0) {
    add({
      id: clients,
      label: 'Clients',
      kind: 'private networks',
      column: 'clients',
      inVpc: false,
    });
  }
  const isOfBalancer = new Set<string>();
  for (const balancer of balancers) {
    add(nodeOf(balancer, 'load balancer', 'balancer', true));
    connect(clients, balancer.id);
    const targets = lambdas.filter(lambda => isTarget(template, lambda));
    for (const { id } of targets) connect(balancer.id, id);
    if (targets.length === 0) {
      for (const { id } of doors) {
        isOfBalancer.add(id);
        connect(balancer.id, id);
      }
    }
  }
  for (const api of apis) {
    add(nodeOf(api, 'REST API', 'api', false));
    for (const door of doors) {
      add(door);
      if (!isOfBalancer.has(door.id)) connect(clients, door.id);
      connect(door.id, api.id);
    }
    if (doors.length === 0) connect(clients, api.id);
    for (const lambda of lambdas) {
      if (isCalledBy(template, lambda, api)) connect(api.id, lambda.id);
    }
  }
  const inVpc = new Map(
    vpcFunctions(template).map(one => [one.lambda.id, one]),
  );
  for (const lambda of lambdas) {
    const isInside = inVpc.has(lambda.id);
    const kind = isInside ? 'function' : 'function outside the VPC';
    add(nodeOf(lambda, kind, 'function', isInside));
  }
  for (const { id, service } of ownEndpoints(template)) {
    if (nodes.has(id) || doors.some(door => door.id === id)) continue;
    add(endpointNode(id, service.value));
    if (service.value !== undefined) {
      add(serviceNode(service.value));
      connect(id, `service ${service.value}`);
    }
  }
  for (const one of inVpc.values()) {
    for (const service of needsOf(template, one.lambda).services) {
      const served = servedBy(template, one, service);
      if (served.kind !== 'endpoint') continue;
      const { id } = served.endpoint;
      if (!nodes.has(id)) add(endpointNode(id, service));
      add(serviceNode(service));
      connect(one.lambda.id, id);
      connect(id, `service ${service}`);
    }
  }
  const seen = new Set<string>();
  return {
    nodes: [...nodes.values()],
    edges: edges.filter(({ from, to }) => {
      const key = JSON.stringify([from, to]);
      const isNew = !seen.has(key) && nodes.has(from) && nodes.has(to);
      seen.add(key);
      return isNew;
    }),
  };
}

function nodeOf(
  { id }: Resource,
  kind: string,
  column: PictureNode['column'],
  inVpc: boolean,
): PictureNode {
  return { id, label: id, kind, column, inVpc };
}

function endpointNode(id: string, service: string | undefined): PictureNode {
  const kind =
    service === undefined
      ? 'VPC endpoint'
      : `endpoint of ${serviceTitle(service)}`;
  return { id, label: id, kind, column: 'endpoint', inVpc: true };
}

function serviceNode(service: string): PictureNode {
  return {
    id: `service ${service}`,
    label: serviceTitle(service),
    kind: 'AWS service',
    column: 'service',
    inVpc: false,
  };
}

function loadBalancers(template: Template): Resource[] {
  return template.ofType(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'AWS::ElasticLoadBalancing::LoadBalancer',
  );
}

/** The endpoints of the template through which callers reach private APIs. */
function ownDoors(template: Template): PictureNode[] {
  return ownEndpoints(template)
    .filter(({ service }) => service.value === 'execute-api')
    .map(({ id }) => doorNode(id));
}

/** The existing endpoints that APIs are associated with. Without network facts, only their IDs are known. */
function existingDoors(template: Template): PictureNode[] {
  return usesOf(template).flatMap(use => {
    const isOfApi =
      use.kind === 'endpoint' &&
      use.byName &&
      use.user.lowerType === 'aws::apigateway::restapi';
    if (!isOfApi || use.is !== 'outside') return [];
    const endpoint = template.network.endpoint(use.id);
    return endpoint.value === undefined || leadsToApis(endpoint.value)
      ? [doorNode(use.id)]
      : [];
  });
}

function doorNode(id: string): PictureNode {
  const kind = 'VPC endpoint of private APIs';
  return { id, label: id, kind, column: 'entry', inVpc: true };
}

/** Whether a target group names a function. */
function isTarget(template: Template, { id }: Resource): boolean {
  return mentionsOf(template, id).some(
    ({ by }) =>
      template.resource(by)?.lowerType ===
      'aws::elasticloadbalancingv2::targetgroup',
  );
}

/** Whether an API, or a method of it, names a function. */
function isCalledBy(
  template: Template,
  { id }: Resource,
  api: Resource,
): boolean {
  return mentionsOf(template, id).some(({ by }) => {
    if (by === api.id) return true;
    const method = template.resource(by);
    return (
      method?.lowerType === 'aws::apigateway::method' &&
      template
        .property(method, 'RestApiId')
        .some(value => value.kind === 'reference' && value.id === api.id)
    );
  });
}
