import type {
  Entry,
  Reason,
} from '@private-serverless/backstage-plugin-private-api-common';
import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';

/** Outputs of a stack by name. */
export type Outputs = Record<string, string>;

/** Physical id and type of a resource of a stack. */
export type OwnedResource = { physicalId?: string; type: string };

/** Derives the entry from the outputs. */
export function entryOf(outputs: Outputs): Entry {
  if (outputs.LoadBalancerArn) {
    return outputs.RestApiId ? 'alb' : 'alb-lambda';
  }
  return outputs.DomainName ? 'custom-domain' : 'endpoint';
}

/**
 * The URL to probe: `EndpointUrl` + `HealthPath`.
 * @returns the URL in canonical form, or the reason why there is none
 */
export function healthUrl(outputs: Outputs): { url: URL } | { reason: Reason } {
  const { EndpointUrl: base, HealthPath: path } = outputs;
  if (!base || !URL.canParse(base) || new URL(base).protocol !== 'https:') {
    return { reason: reasonFor('output.missing', { value: 'EndpointUrl' }) };
  }
  if (!path?.startsWith('/') || path.startsWith('//')) {
    return { reason: reasonFor('output.missing', { value: 'HealthPath' }) };
  }
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  url.search = '';
  url.hash = '';
  return { url };
}

/**
 * Host names of AWS that a stack owns: `{RestApiId}-{VpcEndpointId}.execute-api.…` if both ids are physical ids of its
 * resources. The VPC endpoint can also be the shared one of the environment.
 * See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function ownedHosts(options: {
  outputs: Outputs;
  resources: readonly OwnedResource[];
  region: string;
  partition: string;
  environmentEndpointId?: string;
}): string[] {
  const { outputs, resources, region, partition } = options;
  const owns = (type: string, id: string) =>
    resources.some(
      resource => resource.type === type && resource.physicalId === id,
    );
  const { RestApiId: api, VpcEndpointId: endpoint } = outputs;
  if (!api || !endpoint || !owns('AWS::ApiGateway::RestApi', api)) {
    return [];
  }
  if (
    endpoint !== options.environmentEndpointId &&
    !owns('AWS::EC2::VPCEndpoint', endpoint)
  ) {
    return [];
  }
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [`${api}-${endpoint}.execute-api.${region}.${domain}`];
}

/**
 * Whether a host may be probed: the stack owns it, or it is under a suffix of the platform team. The guard of the
 * prober checks it again, together with the addresses.
 */
export function isAllowedHost(
  host: string,
  owned: readonly string[],
  suffixes: readonly string[],
): boolean {
  return (
    owned.includes(host) ||
    suffixes.some(
      suffix => host.endsWith(suffix) && host.length > suffix.length,
    )
  );
}
