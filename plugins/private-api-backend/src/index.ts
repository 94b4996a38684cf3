/**
 * Probes private APIs of the catalog on a schedule, keeps the results and serves them.
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
