import type { TemplateAction } from '@backstage/plugin-scaffolder-node';

/**
 * An action whose outputs are made of Jest's own arrays and objects.
 *
 * Values from a worker thread have the prototypes of Node's realm. Jest runs tests in another realm, and the scaffolder
 * rejects values of a foreign realm. Outside Jest, Backstage has a single realm.
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
