import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { domainNameOf } from './parameters.ts';
import type { Problem } from './problems.ts';

/** Maximum length of a name in DNS, and of a custom domain in API Gateway. */
const maxNameLength = 253;

/** What a custom domain needs of the environment, with the fix for a missing one. */
const required = {
  hostedZoneId:
    'so the name of the service would not resolve. Add the ID of the private hosted zone of the domain (Z…)',
  certificateArn:
    'so callers could not verify the name of the service. Add the ARN of a certificate in ACM, in the region of the environment, that covers *.{suffix}',
} as const;

/** Returns the reasons why a service with this entry cannot have a name under the domain of an environment. */
export function domainProblems(
  answers: Answers,
  environment: Environment,
): Problem[] {
  const { entry } = answers;
  if (entry === 'endpoint') return [];
  const { domain, region } = environment;
  const field = 'environment.domain';
  if (!domain) {
    return [
      {
        field,
        value: undefined,
        message: `missing, but entry ${entry} requires it. Add suffix, hostedZoneId and certificateArn, or choose entry endpoint`,
      },
    ];
  }
  const problems = Object.entries(required)
    .filter(([key]) => !domain[key as keyof typeof required])
    .map(([key, rest]) => ({
      field: `${field}.${key}`,
      value: undefined as unknown,
      message: `missing, ${rest.replace(
        '{suffix}',
        domain.suffix,
      )}, or choose entry endpoint`,
    }));
  const [, , , certificateRegion] = domain.certificateArn?.split(':') ?? [];
  if (certificateRegion && certificateRegion !== region) {
    problems.push({
      field: `${field}.certificateArn`,
      value: domain.certificateArn,
      message: `must be a certificate in ${region}, the region of the environment. API Gateway cannot use one of another region`,
    });
  }
  const name = domainNameOf(answers, environment) ?? '';
  if (name.length > maxNameLength) {
    problems.push({
      field: 'name',
      value: answers.name,
      message: `too long: ${name} has ${name.length} characters, a name in DNS can have ${maxNameLength}. Use a shorter name`,
    });
  }
  return problems;
}
