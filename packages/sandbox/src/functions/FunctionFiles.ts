import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { INCOMPLETE, readJson, writeWhole } from '../state/files';
import { FunctionCode, UnpackedFunction } from './types';

/**
 * Packages that AWS's Node.js runtimes include and that functions in the
 * sandbox may need.
 */
const runtimePackages = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-elastic-load-balancing-v2',
  '@aws-sdk/client-route-53',
  '@aws-sdk/lib-dynamodb',
];
const manifestSuffix = '.json';

/**
 * The code of the functions in folders, with one manifest file for each function.
 */
export class FunctionFiles {
  constructor(private readonly folder: string) {
    // `require` and `import` both search `node_modules` of the parent folder.
    for (const name of runtimePackages) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      rmSync(link, { recursive: true, force: true });
      symlinkSync(packageFolder(name), link, 'junction');
    }
  }

  /** Loads the functions. Removes folders that no manifest names. */
  load(): UnpackedFunction[] {
    const entries = readdirSync(this.folder);
    const functions = entries
      .filter(entry => entry.endsWith(manifestSuffix))
      .map(entry => readJson(join(this.folder, entry)))
      .map(({ folder, ...rest }) => ({
        ...rest,
        folder: join(this.folder, folder),
      }))
      .filter(({ folder }) => existsSync(folder));
    const known = new Set(functions.map(one => one.folder));
    for (const entry of entries) {
      const path = join(this.folder, entry);
      const isCode =
        !entry.endsWith(manifestSuffix) && entry !== 'node_modules';
      if ((isCode && !known.has(path)) || entry.endsWith(INCOMPLETE)) {
        rmSync(path, { recursive: true, force: true });
      }
    }
    return functions;
  }

  /** Writes a function's files to a new folder and saves its manifest. */
  save(name: string, { files, ...code }: FunctionCode): UnpackedFunction {
    const id = randomUUID();
    const folder = join(this.folder, id);
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    writeWhole(
      this.manifestOf(name),
      JSON.stringify({ name, code, folder: id }),
    );
    return { name, code, folder };
  }

  /** Removes a folder that no manifest names. */
  removeFolder(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
  }

  /** Removes a function. */
  remove(name: string, folder: string): void {
    rmSync(this.manifestOf(name), { force: true });
    this.removeFolder(folder);
  }

  private manifestOf(name: string): string {
    return join(this.folder, `${encodeURIComponent(name)}${manifestSuffix}`);
  }
}

/** The folder of an installed package. */
function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}
