import { TemplateError } from './TemplateError';
import { entry, functionOf, type Node, stringOf } from './node';

/** Whether CloudFormation expands a key before it reads the template: a macro or a loop. @public */
export function isMacroKey(key: string): boolean {
  return key === 'Fn::Transform' || key.startsWith('Fn::ForEach');
}

/**
 * The resources of a template by logical ID, in the order of the text. Excludes
 * resources that macros and loops (`Fn::…` keys) generate.
 *
 * @throws TemplateError if the text is not a template: not a map, no resources,
 *   a resource without a type, or properties that are not a map
 * @public
 */
export function resourcesOf(root: Node): Map<string, Node> {
  if (root.kind !== 'map') {
    throw new TemplateError(
      'A CloudFormation template is a map with the section Resources.',
      1,
    );
  }
  const section = root.entries.get('Resources');
  if (section?.kind !== 'map' || section.entries.size === 0) {
    throw new TemplateError(
      'The template has no Resources section with resources. It is not a CloudFormation template.',
      section?.line,
    );
  }
  const resources = new Map(
    [...section.entries].filter(([id]) => !id.startsWith('Fn::')),
  );
  for (const [id, resource] of resources) checkResource(id, resource);
  return resources;
}

/** Tools such as Rain write functions of their own, and replace them before a deploy. */
function withoutType(
  path: string,
  resource: Node,
  type: Node | undefined,
): string {
  for (const [place, node] of [
    [path, resource],
    [`${path}.Type`, type],
  ] as const) {
    const call = node?.kind === 'map' ? functionOf(node) : undefined;
    if (call !== undefined) {
      return `${place} is ${call}, and CloudFormation accepts no function there. If another tool replaces it, verify the output of that tool.`;
    }
  }
  return type === undefined
    ? `${path} has no Type. Write one, such as AWS::EC2::VPC.`
    : `${path}.Type is not a text. Write a type, such as AWS::EC2::VPC.`;
}

function checkResource(id: string, resource: Node): void {
  const path = `Resources.${id}`;
  if (resource.kind !== 'map') {
    throw new TemplateError(
      `${path} is not a map. Write Type and Properties below it.`,
      resource.line,
    );
  }
  const isExpanded = [...resource.entries.keys()].some(isMacroKey);
  const type = resource.entries.get('Type');
  if (stringOf(type) === undefined && !isExpanded) {
    throw new TemplateError(
      withoutType(path, resource, type),
      type?.line ?? resource.line,
    );
  }
  const properties = resource.entries.get('Properties');
  if (properties && properties.kind !== 'map') {
    throw new TemplateError(
      `${path}.Properties is not a map. Write name: value below it, or remove it.`,
      properties.line,
    );
  }
}

/**
 * The entries of a section that is a map of maps, such as Parameters. Empty if
 * the template does not have the section.
 */
export function sectionOf(root: Node, name: string): ReadonlyMap<string, Node> {
  const section = entry(root, name);
  if (
    section === undefined ||
    (section.kind === 'scalar' && section.value === null)
  ) {
    return new Map();
  }
  if (section.kind !== 'map') {
    throw new TemplateError(
      `${name} is not a map. Write name: value below it, or remove it.`,
      section.line,
    );
  }
  return section.entries;
}
