import type { Environment } from '@private-serverless/environment';
import type { EnvironmentOptions } from './environments';

/** Loads the code that reads configuration only for an environment: it takes longer than the rest of the command. */
export async function environmentNamed(
  options: EnvironmentOptions & { id: string },
): Promise<Environment> {
  // eslint-disable-next-line global-require -- `import()` would start Node's loader of ES modules
  const { readConfiguredEnvironment } =
    require('./environments') as typeof import('./environments');
  return (await readConfiguredEnvironment(options)).environment;
}
