import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documents, folder, repositoryRoot } from './documents';
import { goldenResources } from './fragments';
import { handlersOf } from './schemas';

/** `npm run iam [-- --schemas DIR]`: writes the policies, after the handlers of the registry schemas in DIR. */
function main(args: string[]): void {
  const [flag, directory] = args;
  if (flag !== undefined && (flag !== '--schemas' || !directory)) {
    throw new Error(
      'Usage: npm run iam [-- --schemas DIR], with DIR a folder of registry schemas (*.json).',
    );
  }
  if (directory) updateHandlers(path.resolve(directory));
  // What this process has loaded may be older than what it has just written.
  else writeDocuments();
}

function writeDocuments(): void {
  const target = path.join(repositoryRoot, folder);
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(documents())) {
    writeFileSync(path.join(target, name), text);
    console.log(`${folder}/${name}`);
  }
}

function updateHandlers(directory: string): void {
  const schemas = readdirSync(directory)
    .filter(file => file.endsWith('.json'))
    .map(file => readFileSync(path.join(directory, file), 'utf8'));
  const types = goldenResources(repositoryRoot).map(({ type }) => type);
  const file = path.join(repositoryRoot, 'packages/iam/src/handlers.json');
  const handlers = handlersOf(schemas, types);
  writeFileSync(file, `${JSON.stringify(handlers, null, 2)}\n`);
  console.log(`${path.relative(repositoryRoot, file)}. Run npm run iam again.`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
