/**
 * The part of this package that makes no AWS calls. It loads without the AWS clients, which take longer to load than the
 * rest of a short command takes to run.
 *
 * @packageDocumentation
 */

export {
  StackError,
  type StackErrorCode,
  type StackErrorDetails,
} from './session/StackError';
export type { AwsFault } from './session/aws/faults';
export type { OptionName } from './session/optionNames';
export { withoutSecrets } from './session/redaction/readableLog';
export type {
  DeployFailure,
  DeployResult,
  Leftover,
  Plan,
  PlannedChange,
  PlannedPropertyChange,
  PlanWarning,
} from './session/results';
export {
  readParametersFile,
  readProject,
  type Project,
} from './template/project';
