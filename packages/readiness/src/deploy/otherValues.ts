import type { Environment } from '@private-serverless/environment';
import { domainOf } from '../domain/zone';

/** The parameters of generated templates that have a value of the environment, and its key. */
const keys: ReadonlyArray<
  [name: string, key: string, value: (of: Environment) => string | undefined]
> = [
  ['HostedZoneId', 'domain.hostedZoneId', of => of.domain?.hostedZoneId],
  ['CertificateArn', 'domain.certificateArn', of => of.domain?.certificateArn],
  ['LogBucket', 'logBucket', of => of.logBucket],
  ['VpcId', 'network.existing.vpcId', of => of.network.existing?.vpcId],
  [
    'SubnetIds',
    'network.existing.subnetIds',
    of => of.network.existing?.subnetIds.join(','),
  ],
  [
    'ExecuteApiEndpointId',
    'network.existing.executeApiEndpointId',
    of => of.network.existing?.executeApiEndpointId,
  ],
];

/**
 * Compares the parameters in a generated repository with the environment. The deploy passes those of the repository, but checks
 * what the environment has: after a change of the environment, the checks say nothing about the service until it is generated again.
 *
 * @param parameters - of the file of the repository
 * @returns a warning for each parameter with another value; none for what only one of both has
 * @public
 */
export function otherValues(
  environment: Environment,
  parameters: Record<string, string>,
): string[] {
  const different = keys.flatMap(([name, key, valueOf]) => {
    const expected = valueOf(environment);
    const value = own(parameters, name);
    return value && expected && value !== expected
      ? [warning(name, value, key, expected, environment)]
      : [];
  });
  return [
    ...different,
    ...otherDomain(environment, parameters),
    ...otherRanges(environment, parameters),
  ];
}

function otherDomain(
  environment: Environment,
  parameters: Record<string, string>,
): string[] {
  const suffix = environment.domain && domainOf(environment.domain.suffix);
  const name = own(parameters, 'DomainName');
  return suffix && name && !domainOf(name).endsWith(`.${suffix}`)
    ? [warning('DomainName', name, 'domain.suffix', suffix, environment)]
    : [];
}

function otherRanges(
  environment: Environment,
  parameters: Record<string, string>,
): string[] {
  const ranges: string[] = [];
  for (let index = 1; own(parameters, `CorporateCidr${index}`); index++) {
    ranges.push(parameters[`CorporateCidr${index}`]);
  }
  const expected = environment.corporateCidrs;
  return ranges.length === 0 || ranges.join() === expected.join()
    ? []
    : [
        warning(
          'CorporateCidr1…',
          ranges.join(', '),
          'corporateCidrs',
          expected.join(', '),
          environment,
        ),
      ];
}

function warning(
  name: string,
  value: string,
  key: string,
  expected: string,
  { id }: Environment,
): string {
  return `${name} is ${value} in the parameters file, but ${key} of environment ${id} is ${expected}. The deploy uses the value of the file. Generate the service again, or change the file.`;
}

function own(
  parameters: Record<string, string>,
  name: string,
): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}
