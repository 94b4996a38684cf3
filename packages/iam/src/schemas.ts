import type { Handler, Handlers } from './registry';

const handlerNames: Handler[] = ['create', 'read', 'update', 'delete'];

/** Content of `handlers.json`. */
export type PublishedHandlers = { types: Record<string, Handlers> };

/**
 * Returns the handlers' permissions from schemas of AWS's registry, as `aws cloudformation describe-type` returns them.
 *
 * @param schemas - texts of schemas. Other types are ignored
 * @throws Error for a type without a schema
 */
export function handlersOf(
  schemas: string[],
  types: string[],
): PublishedHandlers {
  const byType = new Map(
    schemas.map(text => {
      const schema = JSON.parse(text);
      return [schema.typeName as string, schema];
    }),
  );
  const found: Record<string, Handlers> = {};
  for (const type of [...new Set(types)].sort()) {
    const schema = byType.get(type);
    if (!schema) {
      throw new Error(
        `The schema of ${type} is missing. Download it: aws cloudformation describe-type --type RESOURCE --type-name ${type} --query Schema --output text`,
      );
    }
    found[type] = {};
    for (const handler of handlerNames) {
      const permissions = schema.handlers?.[handler]?.permissions;
      if (permissions) {
        found[type][handler] = [...new Set<string>(permissions)].sort();
      }
    }
    const tag: string[] | undefined = schema.tagging?.permissions;
    if (tag) found[type].tag = [...new Set(tag)].sort();
  }
  return { types: found };
}
