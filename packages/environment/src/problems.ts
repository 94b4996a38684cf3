/** A problem of an environment, or a warning about it. @public */
export type EnvironmentProblem = {
  /** Path of the value, such as `privateServerless.environments[0].region`. */
  path: string;
  /** The value in a form that may be displayed. Undefined if there is none or it must not be displayed. */
  value?: string | number | boolean;
  /** The problem without the value: `is not a valid AWS region`. */
  message: string;
  /** The advice, as a sentence. */
  fix: string;
};

/** Maximum length of a value in a message. */
const maxShownLength = 80;

/** Maximum length of a value that is searched for credentials. The rest is not displayed. */
const maxSearchedLength = 1000;

/**
 * Formats a problem as one line: path, value, problem, advice.
 * @public
 */
export function formatProblem(problem: EnvironmentProblem): string {
  const { path, value, message, fix } = problem;
  const quoted = typeof value === 'string' ? `'${value}'` : value;
  return `${path}: ${
    quoted === undefined ? '' : `${quoted} `
  }${message}. ${fix}`;
}

/**
 * Returns a value in a form that a message may contain: short, and without
 * anything that looks like a credential. Undefined for a list or a map, because
 * any part of it may be a credential.
 * @public
 */
export function shownValue(value: unknown): EnvironmentProblem['value'] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const safe = value
    .slice(0, maxSearchedLength)
    // User and password of a URL, and its query, which may contain tokens.
    .replace(/(\/\/)[^/@\s]*@/g, '$1****@')
    .replace(/[^\s/:@]+:[^\s/]+@/g, '****@')
    .replace(/\?\S*/g, '?****')
    .replace(/((?:passw|pwd|secret|token|key)\w*\s*[=:]).*/gi, '$1****')
    // Tokens of GitHub, GitLab and Slack, and JWTs.
    .replace(/\b(gh[a-z]_|github_pat_|glpat-|xox[a-z]-|eyJ)[\w.-]{8,}/g, '****')
    // Access key IDs and secret access keys.
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '****')
    .replace(
      /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40,}(?![A-Za-z0-9/+=])/g,
      '****',
    )
    .replace(/\p{Cc}/gu, ' ');
  return safe.length > maxShownLength
    ? `${safe.slice(0, maxShownLength)}…`
    : safe;
}
