/**
 * The privacy proof: rules that examine a CloudFormation template for what makes it public. A verdict covers only what the
 * rules examine.
 *
 * @packageDocumentation
 */
export { verifyTemplate } from './verify';
export type {
  Evidence,
  Finding,
  NotJudged,
  RuleStatus,
  Verdict,
  VerdictWarning,
} from './Verdict';
export type { VerifyOptions } from './VerifyOptions';
export { verifyTemplateAsync } from './async/verifyTemplateAsync';
export {
  TemplateWorkers,
  templateWorkers,
  type TemplateWorkersOptions,
} from './async/TemplateWorkers';
export type { TemplateWithParameters } from './async/tasks';
export { readCloudAssembly } from './linked/readCloudAssembly';
export {
  verifyTemplates,
  type LinkedTemplate,
  type LinkedVerdict,
  type VerifyTemplatesOptions,
} from './linked/verifyTemplates';
export { assertPrivate, NotPrivateError } from './assertPrivate';
export { exposingRules } from './exposingRules';
export { formatVerdict } from './format/format';
export type { Change } from './Change';
export { networkPicture } from './proof/networkPicture';
export { drawPicture, type DrawOptions } from './proof/drawPicture';
export { describePicture } from './proof/describePicture';
export type { Column, Picture, PictureNode } from './proof/model';
export type { Theme } from './proof/pictureStyle';
export {
  type PrivacyProof,
  proofFileNames,
  type ProofFiles,
} from './proof/PrivacyProof';
export { proofFiles, type ProofInput } from './proof/proofFiles';
export { readProofInput, type ProofRepository } from './proof/repositoryProof';
export {
  type ProofDifference,
  proofDifferences,
  writeProof,
} from './proof/keepProof';
export { rules } from './rules';
export type { Rule, Severity } from './rule';
export {
  type Exception,
  ExceptionsError,
  exceptionsFileName,
} from './exceptions/Exception';
export { parseExceptions } from './exceptions/parseExceptions';
export {
  readRepository,
  type RepositoryOptions,
} from './repository/readRepository';
export {
  type EnvironmentRequirements,
  withEnvironment,
} from './repository/withEnvironment';
export { RepositoryFileError } from './repository/RepositoryFileError';
export type { PrivacySettings } from './settings';
export type { Intent } from './template/intent';
export type { Assumption } from './template/inputs';
export type { Place } from './network/belongs';
export { defaultMaxFactsAge, requireFresh } from './network/age';
export {
  factsFileName,
  factsFileText,
  repositoryFacts,
} from './network/factsFile';
export type {
  FactsEndpoint,
  FactsGroup,
  FactsRouteTable,
  FactsSubnet,
  NetworkFacts,
} from './network/NetworkFacts';
export { NetworkFactsError } from './network/NetworkFactsError';
export { existingResources } from './network/existingResources';
export { parseNetworkFacts } from './network/parseNetworkFacts';
export { TemplateError } from '@private-serverless/template';
