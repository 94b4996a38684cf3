// Runs before and after packing the scaffolder module. The package contains the documentation and the example
// configuration of the root of the repository. `add` copies them, and `remove` deletes the copies.
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';

/** Folder or file of the root by its folder in the package. */
const copies = { docs: 'docs', examples: 'app-config.production.yaml' };

const [action, folder = process.cwd()] = process.argv.slice(2);
for (const [name, from] of Object.entries(copies)) {
  const target = path.join(folder, name);
  rmSync(target, { recursive: true, force: true });
  if (action !== 'add') continue;
  const isFile = path.extname(from) !== '';
  cpSync(
    path.join(repositoryRoot, from),
    isFile ? path.join(target, from) : target,
    { recursive: true },
  );
}
