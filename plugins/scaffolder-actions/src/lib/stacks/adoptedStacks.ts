import type { Config } from '@backstage/config';

/** ARNs of the adopted stacks (`privateApi.adoptedStacks`). */
export function adoptedStackArns(config: Config): ReadonlySet<string> {
  const items = config.getOptionalConfigArray('privateApi.adoptedStacks') ?? [];
  return new Set(items.map(item => item.getString('stackArn')));
}
