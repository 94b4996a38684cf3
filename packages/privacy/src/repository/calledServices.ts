import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Most files that are read. A service of the golden path has about ten. */
const maxFiles = 2_000;
/** Largest file that is read, in bytes. */
const maxBytes = 1024 * 1024;

/** Functions that may run outside the VPC. What they call needs no endpoint in it. */
const controlPlane = 'control-plane';

/**
 * The AWS services that the code in a folder calls, as in the names of the SDK clients it names, such as `dynamodb`. Without the
 * code of control-plane functions, and without links.
 */
export async function calledServices(folder: string): Promise<string[]> {
  const services = new Set<string>();
  let files = 0;
  const visit = async (current: string): Promise<void> => {
    const entries = await readdir(current, { withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      const file = path.join(current, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== controlPlane && entry.name !== 'node_modules') {
          await visit(file);
        }
      } else if (entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)) {
        files += 1;
        if (files > maxFiles || (await stat(file)).size > maxBytes) continue;
        const text = await readFile(file, 'utf8');
        for (const [, name] of text.matchAll(
          /@aws-sdk\/client-([a-z0-9-]+)/g,
        )) {
          services.add(name);
        }
      }
    }
  };
  await visit(folder);
  return [...services].sort();
}
