import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const scaffolderModule =
  '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless';
const generator = 'generator-private-serverless';

/**
 * The version of the golden path that this installation creates services with: that of the generator which the scaffolder module
 * beside this plugin uses.
 * @param from - path of the file that looks for them. @defaultValue this one
 * @returns undefined if the scaffolder module is not installed beside this plugin
 */
export function installedGoldenPath(from = __filename): string | undefined {
  try {
    const beside = createRequire(from).resolve(
      `${scaffolderModule}/package.json`,
    );
    const file = createRequire(beside).resolve(`${generator}/package.json`);
    return JSON.parse(readFileSync(file, 'utf8')).version;
  } catch {
    return undefined;
  }
}
