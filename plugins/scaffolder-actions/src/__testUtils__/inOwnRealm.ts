import type { TemplateAction } from '@backstage/plugin-scaffolder-node';

/**
 * An action whose outputs are made of Jest's own arrays and objects.
 *
 * What a worker thread returns has the prototypes of Node's realm. Jest runs tests in another one, and the scaffolder
 * refuses to render values of a foreign realm. A Backstage that runs in Node has a single realm.
 */
export function inOwnRealm<T extends TemplateAction<any, any, any>>(
  action: T,
): T {
  return {
    ...action,
    handler: (ctx: Parameters<T['handler']>[0]) =>
      action.handler({
        ...ctx,
        output: (name: string, value: unknown) =>
          ctx.output(name, JSON.parse(JSON.stringify(value))),
      }),
  };
}
