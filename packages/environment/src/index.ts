/**
 * Environments: type, JSON schema and validation, and the names of tags and annotations.
 *
 * @packageDocumentation
 */
export {
  canonicalCidr,
  isCidr,
  isIpv6Cidr,
  isPrivateCidr,
  prefixLength,
} from './cidr.ts';
export { privateCidrs as privateRanges } from '@private-serverless/wire';
export {
  checkEnvironment,
  checkEnvironments,
  type EnvironmentCheck,
  type EnvironmentsCheck,
} from './checkEnvironments.ts';
export type {
  Environment,
  EnvironmentConfig,
  ExistingNetwork,
  NewNetwork,
  Partition,
  PrivacyPolicy,
  WithDefaults,
} from './Environment.ts';
export { type EntryOffer, entryProblems } from './entryProblems.ts';
export { logRetentionDays } from './logRetention.ts';
export * from './names.ts';
export { ownerRefOf } from './ownerRef.ts';
export {
  type EnvironmentProblem,
  formatProblem,
  shownValue,
} from './problems.ts';
export { environmentSchema } from './schema/environment.ts';
export type { SchemaNode } from './schema/nodes.ts';
export { type TextKind, type TextRule, textRules } from './textRules.ts';
export {
  cidrsOverlap,
  isVpcCidr,
  subnetHostBits,
  vpcBlocks,
  vpcPrefix,
} from './vpcPlan.ts';
