/**
 * An option that an error or a plan names.
 * @public
 */
export type OptionName =
  | 'accountId'
  | 'artifactBucket'
  | 'emptyBuckets'
  | 'forceRollback'
  | 'liftProtection'
  | 'parameters'
  | 'retainResources'
  | 'revertDrift'
  | 'skipResources'
  | 'stackName'
  | 'tags'
  | 'token';

/**
 * Formats an option in the form that the caller's users know, e.g. `--retain Table Bucket`.
 *
 * @param values - the values that the text suggests for the option
 * @public
 */
export type FormatOption = (name: OptionName, values: string[]) => string;

/** `retainResources`, or `retainResources: Table, Bucket`. */
export const formatOptionPlainly: FormatOption = (name, values) =>
  values.length > 0 ? `${name}: ${values.join(', ')}` : name;
