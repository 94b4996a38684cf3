/**
 * Backend plugin that probes the private APIs of the catalog on a schedule, stores the results and serves them.
 *
 * @packageDocumentation
 */
export { privateApiPlugin as default } from './plugin';
export {
  createEnvironmentConditionalDecision,
  environmentConditions,
  environmentResourceRef,
  isEnvironment,
} from './permissions';
