import type {
  Entry,
  Reason,
} from '@private-serverless/backstage-plugin-private-api-common';
import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';

/** Outputs of a stack by name. */
export type Outputs = Record<string, string>;

/** IDs and type of a resource of a stack. */
export type OwnedResource = {
  logicalId?: string;
  physicalId?: string;
  type: string;
};

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

/** What {@link ownedHosts} derives the hosts from. */
type Ownership = {
  outputs: Outputs;
  resources: readonly OwnedResource[];
  region: string;
  partition: string;
  /** ID of the shared endpoint of the environment. */
  environmentEndpointId?: string;
  /** Domain of the environment, with or without a leading dot. */
  domainSuffix?: string;
};

/** Host names that a stack owns: the one that AWS derives from IDs of its resources, and the one of its record. */
export function ownedHosts(options: Ownership): string[] {
  return [...apiHosts(options), ...domainHosts(options)];
}

function owns(
  { resources }: Ownership,
  type: string,
  physicalId: string,
): boolean {
  return resources.some(
    resource => resource.type === type && resource.physicalId === physicalId,
  );
}

/**
 * `{RestApiId}-{VpcEndpointId}.execute-api.…` if both ids are physical ids of the stack's resources. The VPC endpoint can
 * also be the shared one of the environment.
 * See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
function apiHosts(options: Ownership): string[] {
  const { outputs, region, partition } = options;
  const { RestApiId: api, VpcEndpointId: endpoint } = outputs;
  if (!api || !endpoint || !owns(options, 'AWS::ApiGateway::RestApi', api)) {
    return [];
  }
  if (
    endpoint !== options.environmentEndpointId &&
    !owns(options, 'AWS::EC2::VPCEndpoint', endpoint)
  ) {
    return [];
  }
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [`${api}-${endpoint}.execute-api.${region}.${domain}`];
}

/**
 * The name of the service, if the stack has a record of this name and the name is under the domain of the environment. The
 * physical id of a record set is its name.
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
 */
function domainHosts(options: Ownership): string[] {
  const { outputs, resources } = options;
  const name = outputs.DomainName?.toLocaleLowerCase('en-US');
  const suffix = options.domainSuffix?.replace(/^\.?/, '.');
  if (!name || !suffix || !isUnder(name, suffix)) return [];
  const hasRecord = resources.some(
    ({ type, physicalId }) =>
      type === 'AWS::Route53::RecordSet' &&
      physicalId?.toLocaleLowerCase('en-US').replace(/\.$/, '') === name,
  );
  return hasRecord ? [name] : [];
}

function isUnder(host: string, suffix: string): boolean {
  return host.endsWith(suffix) && host.length > suffix.length;
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
  return owned.includes(host) || suffixes.some(suffix => isUnder(host, suffix));
}
