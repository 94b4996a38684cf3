/**
 * One thing that the services of an environment need, as the latest check found it.
 * @public
 */
export type ReadinessCheckView = {
  /** What is checked, such as `vpc.dns`. */
  id: string;
  /** `unknown` could not be read. */
  status: 'ok' | 'missing' | 'wrong' | 'unknown';
  /** The resource: its ID, name or ARN. */
  subject: string;
  found?: string;
  expected?: string;
  /** What to do. Empty if the status is `ok`. */
  fix: string;
};

/**
 * Whether a service can be deployed to an environment, by the latest check of its account.
 * @public
 */
export type ReadinessView = {
  /** ID of the environment. */
  environment: string;
  /**
   * - `ready`: every check is `ok`
   * - `not-ready`: a check is `missing` or `wrong`, so nothing is deployed
   * - `unknown`: a check has no result, or there is no recent check of the current configuration. This only warns
   */
  state: 'ready' | 'not-ready' | 'unknown';
  /** Why the state is `unknown`. */
  reason?: string;
  /** Time of the latest check, ISO 8601. Absent if the environment has not been checked. */
  at?: string;
  /** Results of the latest check. Empty if it is too old, or is of another configuration. */
  checks: ReadinessCheckView[];
  /** Time of the response, by the clock of the backend, ISO 8601. */
  generatedAt: string;
};
