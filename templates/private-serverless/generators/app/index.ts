/**
 * Generator of private serverless APIs on AWS: a repository with a CloudFormation template, TypeScript handlers, tests
 * and documentation from a few answers and an environment.
 *
 * @packageDocumentation
 */
export type { Answers, Entry } from './answers.ts';
export type {
  Environment,
  ExistingNetwork,
  NewNetwork,
} from './environment.ts';
export { generateProject } from './generate-project.ts';
export { default, type PrivateServerlessOptions } from './generator.ts';
export { templateVersion } from './package-root.ts';
export { AnswersError, type Problem } from './problems.ts';
export { validateAnswers } from './validate.ts';
