import { wildcardMatches } from '../policy/statement';
import data from './resourceNeeds.json';

/**
 * What an action needs as its resource: `any` for an action that supports no specific resource or only reads configuration, `named`
 * for one whose resources a policy can name, `unknown` for one of a service that the data does not have.
 */
export type ResourceNeed = 'any' | 'named' | 'unknown';

const services: Record<string, string> = data.services;
const dataServices = new Set(data.dataServices);

/**
 * Actions that support specific resources in some cases only, so that their callers need them on all. Lambda needs those of network
 * interfaces in execution roles; only metrics of a dataset have a resource.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
const exceptions = new Set(
  [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
    'cloudwatch:PutMetricData',
  ].map(action => action.toLowerCase()),
);

/**
 * Services that assign the IDs of their resources. A role that creates them cannot name them before they exist, except by tags.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export const servicesWithAssignedIds = new Set([
  'ec2',
  'route53',
  'route53resolver',
]);

/** The part of an action before the colon, in lower case. */
export function serviceOf(action: string): string {
  return action.split(':')[0].toLowerCase();
}

/** Whether an action, with or without wildcards, only reads configuration, by its verb. */
export function readsConfiguration(action: string): boolean {
  const [service, name = ''] = action.split(':');
  const verbs = dataServices.has(service.toLowerCase())
    ? /^(Describe|List)/i
    : /^(Describe|List|Get|BatchGet)/i;
  return verbs.test(name) && !/[*?]/.test(service);
}

/** What an action without wildcards needs as its resource. */
export function resourceNeed(action: string): ResourceNeed {
  const service = serviceOf(action);
  if (readsConfiguration(action)) return 'any';
  if (!Object.hasOwn(services, service)) return 'unknown';
  if (exceptions.has(action.toLowerCase())) return 'any';
  return anyOf(service).has(action.split(':')[1]?.toLowerCase() ?? '')
    ? 'any'
    : 'named';
}

/** Whether an action is, or its wildcards include, an action. */
export function includesAction(pattern: string, action: string): boolean {
  return /[*?]/.test(pattern)
    ? wildcardMatches(pattern, action)
    : pattern.toLowerCase() === action.toLowerCase();
}

const read = new Map<string, ReadonlySet<string>>();

/** The names of the actions of a service that need no named resource, in lower case. */
function anyOf(service: string): ReadonlySet<string> {
  let names = read.get(service);
  if (!names) {
    names = new Set(services[service].toLowerCase().split(' '));
    read.set(service, names);
  }
  return names;
}
