import { entry, stringOf } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';

/** Whether a resource exists whenever another one does: it always exists, or both have the same condition. */
export function existsWith(
  template: Template,
  resource: Resource,
  other: Resource,
): boolean {
  const condition = conditionOf(resource);
  return (
    template.certainlyExists(resource) ||
    (condition !== undefined && condition === conditionOf(other))
  );
}

function conditionOf({ node }: Resource): string | undefined {
  return stringOf(entry(node, 'Condition'));
}
