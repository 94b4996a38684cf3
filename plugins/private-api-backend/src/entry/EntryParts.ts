import type { OwnedResource, Outputs } from '../targets/endpoint';

/** A custom domain of API Gateway. Only a private one has an ID and an ARN, which contains the ID. */
export type DomainPart = { name: string; id?: string; arn?: string };

/**
 * The resources on the path of an entry, by which AWS's side is read. A part is absent if the entry has none, and if an output
 * names one that the stack does not own.
 */
export type EntryParts = {
  loadBalancerArn?: string;
  targetGroupArn?: string;
  /** The endpoint of the stack, or the shared one of the environment. */
  endpointId?: string;
  domain?: DomainPart;
  api?: { id: string; stage?: string };
  /** Name of the function that registers the addresses of the endpoint as targets. */
  syncFunction?: string;
  /** The targets are fixed, and the endpoint gets their addresses (`targets: pinned`). */
  hasPinnedTargets?: true;
};

/** Logical ID of the function in templates of the golden path. */
const syncFunctionId = 'TargetSyncFunction';

/**
 * The parts of an entry. The author of a stack chooses its outputs, so an output counts only if the stack contains the
 * resource that it names.
 */
export function entryParts(options: {
  outputs: Outputs;
  resources: readonly OwnedResource[];
  /** ID of the shared endpoint of the environment. */
  environmentEndpointId?: string;
}): EntryParts {
  const { outputs, resources, environmentEndpointId } = options;
  const owned = (type: string, id: string | undefined) =>
    id !== undefined &&
    resources.some(one => one.type === type && one.physicalId === id)
      ? id
      : undefined;
  const api = owned('AWS::ApiGateway::RestApi', outputs.RestApiId);
  const stage = owned('AWS::ApiGateway::Stage', outputs.StageName);
  const endpoint = outputs.VpcEndpointId;
  return withoutUndefined({
    loadBalancerArn: owned(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      outputs.LoadBalancerArn,
    ),
    targetGroupArn: owned(
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      outputs.TargetGroupArn,
    ),
    endpointId:
      endpoint !== undefined && endpoint === environmentEndpointId
        ? endpoint
        : owned('AWS::EC2::VPCEndpoint', endpoint),
    domain: domainPart(
      owned('AWS::ApiGateway::DomainNameV2', outputs.DomainNameArn),
      owned('AWS::ApiGateway::DomainName', outputs.DomainName),
    ),
    api: api === undefined ? undefined : withoutUndefined({ id: api, stage }),
    syncFunction: resources.find(
      ({ type, logicalId }) =>
        type === 'AWS::Lambda::Function' && logicalId === syncFunctionId,
    )?.physicalId,
    hasPinnedTargets:
      resources.some(
        ({ type }) => type === 'AWS::EC2::SubnetCidrReservation',
      ) || undefined,
  });
}

/**
 * The ARN of a private domain ends with `/domainnames/{name}+{id}`:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
function domainPart(
  privateArn: string | undefined,
  regionalName: string | undefined,
): DomainPart | undefined {
  const match = /\/domainnames\/([^/+]+)\+([^/+]+)$/.exec(privateArn ?? '');
  if (privateArn && match) {
    return { name: match[1], id: match[2], arn: privateArn };
  }
  return regionalName === undefined ? undefined : { name: regionalName };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}
