import type { Entry } from '@private-serverless/wire';
import type { Environment } from './Environment.ts';
import type { EnvironmentProblem } from './problems.ts';

/**
 * The parts of an environment that entries depend on, also before defaults are filled in.
 * @public
 */
export type EntryOffer = Pick<
  Environment,
  'region' | 'domain' | 'logBucket' | 'targets'
> & {
  network?: {
    existing?: {
      executeApiEndpointId?: string;
      endpointSecurityGroupIds?: string[];
    };
  };
};

/**
 * Returns the reasons why an environment does not offer an entry, such as a missing domain. Whether the values are right in
 * the account is checked by the readiness of the environment.
 *
 * @param network - the network of the service
 * @returns a problem for each missing or wrong key, with its path below `environment`; empty if the entry is offered
 * @public
 */
export function entryProblems(
  entry: Entry,
  network: 'existing' | 'new',
  environment: EntryOffer,
): EnvironmentProblem[] {
  if (entry === 'endpoint') return [];
  const isBalanced = entry === 'alb' || entry === 'alb-lambda';
  return [
    ...domainProblems(entry, environment),
    ...(isBalanced ? logProblems(entry, environment) : []),
    ...(entry === 'alb' ? targetProblems(network, environment) : []),
  ];
}

const otherEntry = 'or choose entry endpoint';

function domainProblems(
  entry: Entry,
  { domain, region }: EntryOffer,
): EnvironmentProblem[] {
  const path = 'environment.domain';
  if (!domain) {
    return [
      {
        path,
        message: `missing, but entry ${entry} requires it`,
        fix: `Add suffix, hostedZoneId and certificateArn, ${otherEntry}`,
      },
    ];
  }
  const problems: EnvironmentProblem[] = [];
  if (!domain.hostedZoneId) {
    problems.push({
      path: `${path}.hostedZoneId`,
      message: 'missing, so the name of the service would not resolve',
      fix: `Add the ID of the private hosted zone of the domain (Z…), ${otherEntry}`,
    });
  }
  if (!domain.certificateArn) {
    problems.push({
      path: `${path}.certificateArn`,
      message: 'missing, so callers could not verify the name of the service',
      fix: `Add the ARN of a certificate in ACM, in the region of the environment, that covers *.${domain.suffix}, ${otherEntry}`,
    });
  }
  const [, , , certificateRegion] = domain.certificateArn?.split(':') ?? [];
  if (certificateRegion && certificateRegion !== region) {
    problems.push({
      path: `${path}.certificateArn`,
      value: domain.certificateArn,
      message: `must be a certificate in ${region}, the region of the environment`,
      fix: 'API Gateway and load balancers cannot use one of another region',
    });
  }
  return problems;
}

function logProblems(
  entry: Entry,
  { logBucket }: EntryOffer,
): EnvironmentProblem[] {
  return logBucket
    ? []
    : [
        {
          path: 'environment.logBucket',
          message: `missing, but entry ${entry} requires it for the access logs of the load balancer`,
          fix: `Add the name of a bucket whose policy allows the delivery of these logs, ${otherEntry}`,
        },
      ];
}

function targetProblems(
  network: 'existing' | 'new',
  { targets, network: networks }: EntryOffer,
): EnvironmentProblem[] {
  const problems: EnvironmentProblem[] = [];
  const existing = network === 'existing' ? networks?.existing : undefined;
  if (targets === 'pinned' && network === 'existing') {
    problems.push({
      path: 'environment.targets',
      value: targets,
      message: `requires network new, because ${
        existing?.executeApiEndpointId
          ? 'other services use the shared endpoint, so a stack must not change its addresses'
          : 'a stack cannot choose free addresses in existing subnets: it knows neither their ranges nor what uses them'
      }`,
      fix: 'Use sync, or choose network new',
    });
  }
  if (
    existing?.executeApiEndpointId &&
    !existing.endpointSecurityGroupIds?.length
  ) {
    problems.push({
      path: 'environment.network.existing.endpointSecurityGroupIds',
      message:
        'missing, but the load balancer of entry alb needs a rule of its own in a security group of the shared endpoint',
      fix: `Add the ID of such a group (sg-…), ${otherEntry}`,
    });
  }
  return problems;
}
