/**
 * The privacy proof: rules that prove that no resource in a CloudFormation
 * template is public.
 *
 * @packageDocumentation
 */
export {
  verifyTemplate,
  type Finding,
  type RuleStatus,
  type Verdict,
} from './verify';
export { assertPrivate, NotPrivateError } from './assertPrivate';
export { formatVerdict } from './format/format';
export { rules } from './rules';
export type { Rule, Severity } from './rule';
export { TemplateError } from '@private-serverless/template';
