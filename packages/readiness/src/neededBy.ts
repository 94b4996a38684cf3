import { endpointDomains } from './domain/endpointDomains';
import { wrong } from './session/results';
import type { Check, Readiness } from './types';

/**
 * What a service uses of its environment: some of the answers that its repository records.
 * @public
 */
export type ServiceNeeds = {
  network: 'existing' | 'new';
  entry: 'endpoint' | 'custom-domain' | 'alb' | 'alb-lambda';
  /** Whether the load balancer requires client certificates. */
  mtls: boolean;
  /** Data stores: `dynamodb`, `s3`, `secret`. */
  data: readonly string[];
  /**
   * Further services of AWS that the code calls.
   * @defaultValue unknown: every endpoint of the environment is needed
   */
  services?: readonly string[];
  /** Whether the stack does not exist yet. An update needs no new VPC and no free addresses. */
  isFirstDeploy: boolean;
};

type Rule = (needs: ServiceNeeds, check: Check) => boolean;

const inExisting: Rule = ({ network }) => network === 'existing';
const inNew: Rule = ({ network }) => network === 'new';
const forFirst: Rule = ({ isFirstDeploy }) => isFirstDeploy;
const withApi: Rule = ({ entry }) => entry !== 'alb-lambda';
const withDomain: Rule = ({ entry }) => entry !== 'endpoint';
const withLoadBalancer: Rule = ({ entry }) => entry.startsWith('alb');
const all =
  (...rules: Rule[]): Rule =>
  (needs, check) =>
    rules.every(rule => rule(needs, check));

/** Checks that only some services need. Every other check is needed by all of them. */
const rules: Record<string, Rule> = {
  'bucket.logs': withLoadBalancer,
  'apiGateway.loggingRole': withApi,
  vpc: inExisting,
  'vpc.dns': inExisting,
  subnets: inExisting,
  'subnets.zones': inExisting,
  'subnets.addresses': all(inExisting, forFirst),
  'subnets.public': inExisting,
  'subnets.balancers': all(inExisting, withLoadBalancer),
  routes: inExisting,
  'routes.internet': inExisting,
  endpoint: all(inExisting, withApi),
  'endpoint.policy': all(inExisting, withApi),
  'endpoint.groups': all(inExisting, withApi),
  'endpoint.privateDns': all(inExisting, withApi),
  'endpoint.domains': all(inExisting, withApi, withDomain),
  // Its subject is the name of the list, such as com.amazonaws.eu-central-1.s3.
  prefixLists: ({ data }, { subject }) =>
    data.some(store => subject.endsWith(`.${store}`)),
  'quota.vpcs': all(inNew, forFirst),
  ranges: all(inNew, forFirst),
  ipamPool: all(inNew, forFirst),
  transitGateway: inNew,
  zone: withDomain,
  'zone.association': all(inExisting, withDomain),
  certificate: withDomain,
  'certificate.names': withDomain,
  'certificate.expiry': withDomain,
  trustStore: ({ mtls }) => mtls,
};

/** Endpoints that the functions of every service use, if the environment has them. */
const usedByAll = ['lambda', 'logs'];

/** What the environment must name for some services, and is not checked if it does not. */
const required: Array<{ id: string; key: string; isNeeded: Rule }> = [
  { id: 'zone', key: 'domain.hostedZoneId', isNeeded: withDomain },
  { id: 'certificate', key: 'domain.certificateArn', isNeeded: withDomain },
  { id: 'trustStore', key: 'domain.trustStore', isNeeded: rules.trustStore },
];

/**
 * Reduces the readiness of an environment to what one service needs. What the service needs and the environment does not name
 * is added as `missing`. The result is ready by the rules of {@link Readiness.ready}.
 *
 * @param readiness - of the environment of the service
 * @public
 */
export function neededBy(readiness: Readiness, needs: ServiceNeeds): Readiness {
  const [account] = readiness.checks;
  // With credentials of another account, nothing else is known.
  if (account.status === 'wrong') return { ...readiness, checks: [account] };
  const checks = [
    ...readiness.checks
      .filter(check => isNeeded(needs, check))
      .map(check => forEntry(needs, check)),
    ...required
      .filter(
        one =>
          one.isNeeded(needs, account) &&
          !readiness.checks.some(({ id }) => id === one.id),
      )
      .map(
        ({ id, key }): Check => ({
          id,
          status: 'missing',
          subject: key,
          fix: `Set ${key} in the environment, or choose another entry for the service.`,
        }),
      ),
  ];
  return {
    ...readiness,
    ready: account.status === 'ok' && !checks.some(isProblem),
    checks,
  };
}

/**
 * Whether a check makes an environment not ready. A check without a result does not.
 * @public
 */
export function isProblem({ status }: Check): boolean {
  return status === 'missing' || status === 'wrong';
}

/**
 * A check in one line: the resource, what was found, what was expected and what to do.
 * @public
 */
export function checkText(check: Check): string {
  const { expected, fix, found, id, status, subject } = check;
  const facts = [
    status === 'missing' ? 'missing' : `found ${found}`,
    ...(expected ? [`expected ${expected}`] : []),
  ];
  return `${subject} (${id}): ${facts.join(', ')}. What to do: ${fix}`;
}

/** The shared endpoint serves one kind of custom domain, so the entries of earlier services decide which one. */
function forEntry({ entry }: ServiceNeeds, check: Check): Check {
  const other = { 'custom-domain': 'regional', alb: 'private' } as const;
  if (check.id !== 'endpoint.domains' || !(entry in other)) return check;
  const conflict = endpointDomains[other[entry as keyof typeof other]];
  return check.status === 'ok' && check.found === conflict
    ? wrong(check.id, check.subject, {
        found: conflict,
        expected: 'one kind of custom domain for each endpoint',
        fix: `Choose entry ${
          entry === 'alb' ? 'custom-domain' : 'alb'
        }, or an environment with another endpoint.`,
      })
    : check;
}

function isNeeded(needs: ServiceNeeds, check: Check): boolean {
  const { id } = check;
  const rule = rules[id];
  if (rule) return rule(needs, check);
  const [, service] = /^endpoint\.(.+)$/.exec(id) ?? [];
  return service ? usesEndpoint(needs, service) : true;
}

function usesEndpoint(needs: ServiceNeeds, service: string): boolean {
  const { data, network, services } = needs;
  if (network !== 'existing') return false;
  return (
    services === undefined ||
    usedByAll.includes(service) ||
    services.includes(service) ||
    data.includes(service === 'secretsmanager' ? 'secret' : service)
  );
}
