/** One thing that is wrong in an environment, or a key that this version does not use. @public */
export type EnvironmentProblem = {
  /** Where it is, such as `privateServerless.environments[0].region`. */
  path: string;
  /** The value in a form that may be shown; undefined where there is none or it is not to be shown. */
  value?: string | number | boolean;
  /** What is wrong, without the value: `is not a valid AWS region`. */
  message: string;
  /** What to do; a sentence. */
  fix: string;
};

/** Maximum length of a value in a message. */
const maxShownLength = 80;

/** Maximum length of a value that is searched for credentials; what follows is not shown. */
const maxSearchedLength = 1000;

/**
 * A problem as one line: path, value, what is wrong, what to do.
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
 * A value in a form that a message may carry: short, and without what looks like a credential. A list or a map is
 * left out, since any part of it may be one.
 * @public
 */
export function shownValue(value: unknown): EnvironmentProblem['value'] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const safe = value
    .slice(0, maxSearchedLength)
    // User and password of a URL, and its query, where tokens are.
    .replace(/(\/\/)[^/@\s]*@/g, '$1****@')
    .replace(/[^\s/:@]+:[^\s/]+@/g, '****@')
    .replace(/\?\S*/g, '?****')
    .replace(/((?:passw|pwd|secret|token|key)\w*\s*[=:]).*/gi, '$1****')
    // Tokens of GitHub, GitLab and Slack, and JWTs.
    .replace(/\b(gh[a-z]_|github_pat_|glpat-|xox[a-z]-|eyJ)[\w.-]{8,}/g, '****')
    // Access key ids and secret access keys.
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
