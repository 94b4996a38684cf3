import { PackageFiles } from './package';

/** A function's code and configuration. */
export type FunctionCode = {
  arn: string;
  files: PackageFiles;
  /** `file.export`, e.g. `index.handler`. */
  handler: string;
  runtime: string;
  timeoutMs: number;
  memoryMb: number;
  /** How many invocations may run at once. @defaultValue any number */
  reservedConcurrency?: number;
  environment: Record<string, string>;
  /** The log group of its output, e.g. `/aws/lambda/name`. */
  logGroup: string;
};

/** A function whose files are unpacked in a folder. */
export type UnpackedFunction = {
  name: string;
  code: Omit<FunctionCode, 'files'>;
  folder: string;
};

/**
 * A function as the control calls show it.
 * @public
 */
export type FunctionState = {
  name: string;
  arn: string;
  state: 'running' | 'stopped';
};
