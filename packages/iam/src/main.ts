import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documents, folder, repositoryRoot } from './documents';
import { environmentFolder, environmentTemplate } from './environmentTemplate';
import { goldenResources } from './fragments';
import { handlersOf } from './schemas';

/** `npm run iam [-- --schemas DIR]`: writes the policies and the environment's template, or updates handlers.json from the registry schemas in DIR. */
function main(args: string[]): void {
  const [flag, directory] = args;
  if (flag !== undefined && (flag !== '--schemas' || !directory)) {
    throw new Error(
      'Usage: npm run iam [-- --schemas DIR]. DIR is a folder of registry schemas (*.json).',
    );
  }
  if (directory) updateHandlers(path.resolve(directory));
  // This process has loaded the previous handlers.json.
  else writeDocuments();
}

function writeDocuments(): void {
  const target = path.join(repositoryRoot, folder);
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(documents())) {
    writeFileSync(path.join(target, name), text);
    console.log(`${folder}/${name}`);
  }
  const template = `${environmentFolder}/template.yaml`;
  writeFileSync(path.join(repositoryRoot, template), environmentTemplate());
  console.log(template);
}

function updateHandlers(directory: string): void {
  const schemas = readdirSync(directory)
    .filter(file => file.endsWith('.json'))
    .map(file => readFileSync(path.join(directory, file), 'utf8'));
  const types = goldenResources(repositoryRoot)
    .map(({ type }) => type)
    .filter(type => !type.startsWith('Custom::'));
  const file = path.join(repositoryRoot, 'packages/iam/src/handlers.json');
  const handlers = handlersOf(schemas, types);
  writeFileSync(file, `${JSON.stringify(handlers, null, 2)}\n`);
  console.log(
    `Wrote ${path.relative(
      repositoryRoot,
      file,
    )}. Run npm run iam again to update the policies.`,
  );
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
