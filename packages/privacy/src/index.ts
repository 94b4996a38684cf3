/**
 * The privacy proof: rules over a CloudFormation template that show that nothing in it is public.
 *
 * @packageDocumentation
 */
export {
  verifyTemplate,
  type Finding,
  type RuleStatus,
  type Verdict,
} from './verify';
export { formatVerdict } from './format/format';
export { rules } from './rules';
export type { Rule, Severity } from './rule';
export { TemplateError } from '@private-serverless/template';
