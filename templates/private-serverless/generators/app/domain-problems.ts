import { entryProblems } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { domainNameOf } from './parameters.ts';
import type { Problem } from './problems.ts';

/** Maximum length of a name in DNS, and of a custom domain in API Gateway. */
const maxNameLength = 253;

/** Returns the reasons why a service with this entry cannot have a name under the domain of an environment. */
export function domainProblems(
  answers: Answers,
  environment: Environment,
): Problem[] {
  const problems: Problem[] = entryProblems(
    answers.entry,
    answers.network,
    environment,
  ).map(({ path, value, message, fix }) => ({
    field: path,
    value,
    message: `${message}. ${fix}`,
  }));
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
