/**
 * Generates private serverless APIs on AWS: a repository with a CloudFormation template, TypeScript handlers, tests and
 * documentation, from answers and an environment. This entry point does not load Yeoman.
 *
 * @packageDocumentation
 */
export type { Answers, Entry } from './answers.ts';
export type {
  Environment,
  ExistingNetwork,
  NewNetwork,
} from './environment.ts';
export type { Conflict } from './repository/compare.ts';
export { formatResult } from './repository/format-result.ts';
export { generateProject, type GenerateResult } from './generate-project.ts';
export { templateVersion } from './package-root.ts';
export type { Obsolete } from './repository/plan.ts';
export { AnswersError, type Problem } from './problems.ts';
export {
  type Obstacle,
  RepositoryError,
} from './repository/repository-error.ts';
export { validateAnswers } from './validate.ts';
