import type { PrivacySettings } from '../settings';
import type { RepositoryOptions } from './readRepository';

/** What the proof needs to know about an environment. @public */
export type EnvironmentRequirements = {
  /** `privacy` of the environment. */
  privacy?: PrivacySettings;
  production?: boolean;
  kmsKeyArn?: string;
};

/**
 * Replaces what a repository recorded about its environment with what the environment says now, because everybody who changes
 * the repository can change that, too.
 *
 * @returns the options, and `isOutdated`: whether the repository recorded other requirements, which its continuous integration
 *   uses
 * @public
 */
export function withEnvironment(
  repository: RepositoryOptions,
  { kmsKeyArn, privacy, production = false }: EnvironmentRequirements,
): { options: RepositoryOptions; isOutdated: boolean } {
  const { severity, exceptions, newRules } = privacy ?? {};
  const settings = { severity, exceptions, newRules };
  const customerKey = kmsKeyArn !== undefined;
  const { intent, settings: recorded } = repository;
  return {
    options: {
      ...repository,
      settings,
      ...(intent && { intent: { ...intent, production, customerKey } }),
    },
    isOutdated: recorded !== undefined && textOf(recorded) !== textOf(settings),
  };
}

/** A text that is the same for the same requirements. */
function textOf({ severity = {}, exceptions, newRules }: PrivacySettings) {
  return JSON.stringify([
    Object.entries(severity).sort(([a], [b]) => (a < b ? -1 : 1)),
    exceptions && [...exceptions].sort(),
    newRules?.block?.from,
  ]);
}
