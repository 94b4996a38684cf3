import type { ConfigApi } from '@backstage/core-plugin-api';

/** Where users of the app get help. */
export type SupportContact = { url: string; title: string };

/**
 * The first link of `app.support`, otherwise its URL.
 * @returns undefined if the app does not configure it, or its URL cannot be opened
 */
export function supportContact(config: ConfigApi): SupportContact | undefined {
  const support = config.getOptionalConfig('app.support');
  const [item] = support?.getOptionalConfigArray('items') ?? [];
  const [link] = item?.getOptionalConfigArray('links') ?? [];
  const url =
    link?.getOptionalString('url') ?? support?.getOptionalString('url');
  if (!url || !/^(https?|mailto):/i.test(url)) return undefined;
  return {
    url,
    title:
      link?.getOptionalString('title') ??
      item?.getOptionalString('title') ??
      url,
  };
}
