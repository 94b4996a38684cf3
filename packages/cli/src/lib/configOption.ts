/** Help of the option `--config`. */
export const configHelp =
  'YAML file with privateServerless.environments. Repeat the option to merge files; later files take precedence (default: app-config.yaml and app-config.local.yaml in this folder or the nearest one above it)';

/** Collects the values of an option that may be repeated. */
export const repeated = (value: string, values: string[] = []): string[] => [
  ...values,
  value,
];
