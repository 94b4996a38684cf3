import { entry, stringOf } from '@private-serverless/template';
import type { Resource, Template } from './Template';

/** Whether a resource certainly exists if another one does: always, or under the same condition. */
export function existsWith(
  template: Template,
  resource: Resource,
  other: Resource,
): boolean {
  const conditionOf = ({ node }: Resource) =>
    stringOf(entry(node, 'Condition'));
  return (
    template.certainlyExists(resource) ||
    conditionOf(resource) === conditionOf(other)
  );
}
