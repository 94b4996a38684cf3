import type { Environment } from '@private-serverless/environment';
import type { ServiceNeeds } from '../neededBy';

const entries = ['endpoint', 'custom-domain', 'alb', 'alb-lambda'] as const;

/**
 * What a service needs of its environment, from the answers in its repository. The repository is untrusted: an answer that is
 * not valid counts as its default.
 *
 * @param options - `isFirstDeploy`: whether the stack does not exist yet
 * @public
 */
export function serviceNeeds({
  answers,
  environment,
  isFirstDeploy,
}: {
  answers: Record<string, unknown>;
  environment: Environment;
  isFirstDeploy: boolean;
}): ServiceNeeds {
  const { network, entry, mtls } = answers;
  const isKnown = network === 'existing' || network === 'new';
  const byDefault = environment.network.existing ? 'existing' : 'new';
  return {
    network: isKnown ? network : byDefault,
    entry: entries.find(one => one === entry) ?? 'endpoint',
    mtls: mtls === true,
    data: texts(answers.data),
    services: texts(answers.services),
    isFirstDeploy,
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}
