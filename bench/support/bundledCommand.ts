import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/**
 * Bundles our command line into one JavaScript file, as the CDK ships its own, so that the measurement does not include the
 * compilation of the sources.
 *
 * @param folder - folder of the file
 * @returns its path
 */
export async function bundledCommand(folder: string): Promise<string> {
  const outfile = path.join(folder, 'command.cjs');
  await build({
    entryPoints: [path.join(repositoryRoot, 'packages/cli/src/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['@private-serverless/sandbox', 'generator-private-serverless'],
    plugins: [
      {
        name: 'esbuild-itself',
        setup({ onResolve }) {
          // It contains a binary and cannot be bundled.
          onResolve({ filter: /^esbuild$/ }, () => ({
            path: require.resolve('esbuild'),
            external: true,
          }));
        },
      },
    ],
    logLevel: 'error',
  });
  // The first line of the installed command.
  const command = path.join(folder, 'private-serverless.cjs');
  writeFileSync(
    command,
    "require('node:module').enableCompileCache?.();\nrequire('./command.cjs');\n",
  );
  return command;
}
