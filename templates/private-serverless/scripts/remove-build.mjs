// Removes the files that `prepack` compiled beside the sources. In this repository, Node runs the TypeScript files directly.
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const generators = fileURLToPath(new URL('../generators', import.meta.url));

for (const entry of readdirSync(generators, {
  recursive: true,
  withFileTypes: true,
})) {
  if (entry.isFile() && /(\.js|\.d\.ts)$/.test(entry.name)) {
    rmSync(`${entry.parentPath}/${entry.name}`);
  }
}
