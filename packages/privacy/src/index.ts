/**
 * The privacy proof: rules that examine a CloudFormation template for what makes it public. A verdict covers only what the
 * rules examine.
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
