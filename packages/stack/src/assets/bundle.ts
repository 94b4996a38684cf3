import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildFailure, type Message, type Plugin } from 'esbuild';
import { StackError } from '../session/StackError';
import { confineTo } from '../template/confine';
import type { Asset } from './find';

/**
 * Bundles one handler into a single CommonJS file for Lambda. The bundle does not contain the SDK v3, since Lambda's
 * Node runtimes include it (https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html), so that a new repository
 * can be bundled before an install. The bytes depend on the sources only, not on absolute paths, a tsconfig or
 * environment variables.
 *
 * @param root - folder that must contain the entry and everything that it imports
 * @throws StackError `input` that names file and line
 */
export async function bundleFunction(
  asset: Asset,
  root: string,
): Promise<Uint8Array> {
  const realRoot = realpathSync(root);
  const isInside = confineTo(realRoot);
  const where = `${asset.logicalId} (template line ${asset.line})`;
  if (!existsSync(asset.source) || !statSync(asset.source).isFile()) {
    throw new StackError(
      'input',
      `Handler of ${where} not found: ${asset.source}. Correct Metadata.privateServerlessAsset.entry, a path relative to the template.`,
    );
  }
  if (!isInside(asset.source)) {
    throw new StackError(
      'input',
      `Handler of ${where} is outside the project: ${asset.source} is not in ${realRoot}. Move it into that folder.`,
    );
  }
  try {
    const { outputFiles } = await build({
      entryPoints: [realpathSync(asset.source)],
      absWorkingDir: realRoot,
      outfile: path.join(realRoot, 'index.js'),
      write: false,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      charset: 'utf8',
      sourcemap: false,
      external: ['@aws-sdk/*', '@smithy/*'],
      tsconfigRaw: {},
      logLevel: 'silent',
      plugins: [confine(isInside, realRoot)],
    });
    return outputFiles[0]!.contents;
  } catch (error) {
    const [first, ...others] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    throw new StackError(
      'input',
      [
        `Handler of ${where} cannot be bundled: ${describe(first)}`,
        ...others.slice(0, 9).map(describe),
      ].join('\n'),
      { cause: error },
    );
  }
}

/** Rejects every file outside the project, no matter which file imports it. */
function confine(isInside: (file: string) => boolean, root: string): Plugin {
  return {
    name: 'confine',
    setup({ onLoad }) {
      onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) =>
        isInside(file)
          ? undefined
          : { errors: [{ text: `${file} is outside the project ${root}` }] },
      );
    },
  };
}

function describe({ text, location }: Message): string {
  const place = location
    ? `${location.file}:${location.line}:${location.column + 1}: `
    : '';
  const missing = /^Could not resolve "([^./][^"]*)"/.exec(text);
  const advice = missing
    ? ' Install it (npm install), or import only built-in modules of Node and packages of @aws-sdk.'
    : '';
  return `${place}${text}.${advice}`.replace(/\.\.(\s|$)/, '.$1');
}
