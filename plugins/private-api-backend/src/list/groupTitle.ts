import { parseEntityRef } from '@backstage/catalog-model';
import type { TargetGrouping } from '@private-serverless/backstage-plugin-private-api-common';

const without: Record<TargetGrouping, string> = {
  owner: 'No owner',
  system: 'No system',
  environment: 'No environment',
  version: 'Unknown version',
};

/** Title of a group of targets. */
export function groupTitle(
  by: TargetGrouping,
  value: string,
  environments: ReadonlyArray<{ id: string; title: string }>,
): string {
  if (value === '') return without[by];
  if (by === 'environment') {
    return environments.find(({ id }) => id === value)?.title ?? value;
  }
  return by === 'version' ? value : nameOf(value);
}

/** Name of an entity, with its namespace if that is not the default one. */
export function nameOf(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref);
    return namespace === 'default' ? name : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}
