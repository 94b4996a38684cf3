import { resolve } from 'node:path';
import { loadConfigSchema } from '@backstage/config-loader';
import { environmentSchema } from '@private-serverless/environment';

type Node = {
  type?: unknown;
  enum?: readonly unknown[];
  items?: Node;
  properties?: Record<string, Node>;
  required?: readonly string[];
  additionalProperties?: unknown;
};

/** One line per key with its type and whether it is required. */
function keysOf(node: Node, path = ''): string[] {
  const { properties = {}, items, additionalProperties } = node;
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [
      `${path}.${key}: ${child.type === 'integer' ? 'number' : child.type}${
        node.required?.includes(key) ? ', required' : ''
      }`,
      ...keysOf(child, `${path}.${key}`),
    ]),
    ...(items ? keysOf(items, `${path}[]`) : []),
    ...(typeof additionalProperties === 'object'
      ? keysOf(additionalProperties as Node, `${path}{}`)
      : []),
  ].sort();
}

async function declared(): Promise<Node> {
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: [resolve(__dirname, '../package.json')],
  });
  const { schemas } = schema.serialize() as unknown as {
    schemas: Array<{ path: string; value: Node }>;
  };
  const own = schemas.find(({ value }) => value.properties?.privateServerless);
  return own!.value.properties!.privateServerless.properties!.environments
    .items!;
}

it('declares exactly the keys of an environment in config.d.ts', async () => {
  const inDeclarations = keysOf(await declared());
  expect(inDeclarations).toContain('.accountId: string, required');
  expect(inDeclarations).toEqual(keysOf(environmentSchema));
});
