import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Environment } from './environment.ts';

/**
 * The environments of a YAML file that has `privateServerless.environments`, such as a Backstage's app-config.yaml.
 *
 * @throws Error when the file can't be read or has no environment
 */
export function readEnvironmentsFile(file: string): Environment[] {
  const content = parse(readFileSync(file, 'utf8')) as {
    privateServerless?: { environments?: Environment[] };
  } | null;
  const environments = content?.privateServerless?.environments;
  if (!Array.isArray(environments) || environments.length === 0) {
    throw new Error(`${file} has no privateServerless.environments`);
  }
  return environments;
}
