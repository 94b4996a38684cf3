// Runs before and after packing the scaffolder module. The package contains the documentation and the example
// configuration of the root of the repository. `add` copies them, and `remove` deletes the copies.
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';

const copies = {
  docs: { from: 'docs', isWanted: file => !/adr|images/.test(file) },
  examples: { from: 'app-config.production.yaml', isWanted: () => true },
};

const [action, folder = process.cwd()] = process.argv.slice(2);
for (const [name, { from, isWanted }] of Object.entries(copies)) {
  const target = path.join(folder, name);
  rmSync(target, { recursive: true, force: true });
  if (action !== 'add') continue;
  const source = path.join(repositoryRoot, from);
  const isFile = path.extname(from) !== '';
  cpSync(source, isFile ? path.join(target, from) : target, {
    recursive: true,
    filter: file => isWanted(path.relative(source, file)),
  });
}
