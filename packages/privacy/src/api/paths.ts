import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';

/** Levels of a path. API Gateway allows fewer. */
const maxDepth = 30;

/** The path of a resource of an API, such as `/items/{id}`. Undefined if a part of it cannot be determined. */
export function pathOf(
  template: Template,
  value: Value,
  depth = 0,
): string | undefined {
  if (value.kind !== 'reference' || depth > maxDepth) return undefined;
  if (value.attribute === 'RootResourceId') return '/';
  const resource = template.resource(value.id);
  if (!resource || !/^aws::apigateway::resource$/i.test(resource.type)) {
    return undefined;
  }
  const [part] = template.property(resource, 'PathPart');
  const [parent] = template.property(resource, 'ParentId');
  const before = pathOf(template, parent, depth + 1);
  return part.kind === 'scalar' && before !== undefined
    ? `${before === '/' ? '' : before}/${part.text}`
    : undefined;
}
