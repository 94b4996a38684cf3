import {
  entry,
  isMacroKey,
  type Node,
  stringOf,
} from '@private-serverless/template';
import type { Resource } from './Resource';

/** A part of the template that creates or changes what the rules examine, in a way that they cannot see. */
export type Opacity = { at: Node; resource: string; why: string };

/** Types that contain other templates. */
const nestedTypes = [
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
  'AWS::Serverless::Application',
].map(type => type.toLowerCase());

/** Sections that conditions and values of all resources come from. */
const sharedSections = ['Parameters', 'Mappings', 'Conditions', 'Rules'];

/** The parts that make every rule unproven. */
export function findOpacity(
  root: Node,
  resources: readonly Resource[],
): Opacity[] {
  return [
    ...transforms(root, resources),
    ...macros(root, resources),
    ...resources.flatMap(nestedTemplate),
  ];
}

function transforms(root: Node, resources: readonly Resource[]): Opacity[] {
  const transform = entry(root, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : [transform];
  return names.flatMap(name => {
    if (!name || changesNothing(name, resources)) return [];
    const macro = stringOf(name) ?? 'A macro';
    return {
      at: name,
      resource: 'Transform',
      why: `${macro} rewrites the template before the deploy`,
    };
  });
}

function changesNothing(name: Node, resources: readonly Resource[]): boolean {
  switch (stringOf(name)) {
    // Adds functions, which are resolved or unknown values, and Fn::ForEach, which is a macro key.
    case 'AWS::LanguageExtensions':
      return true;
    // Replaces resources of its own types only. Globals are defaults of these.
    case 'AWS::Serverless-2016-10-31':
      return !resources.some(({ type }) => /^aws::serverless::/i.test(type));
    default:
      return false;
  }
}

function macros(root: Node, resources: readonly Resource[]): Opacity[] {
  const creates = 'creates or changes resources before the deploy';
  return [
    ...macroKeys(root).map(([key, at]) => ({
      at,
      resource: 'Template',
      why: `${key} ${creates}`,
    })),
    ...macroKeys(entry(root, 'Resources')).map(([key, at]) => ({
      at,
      resource: key,
      why: `${key} ${creates}`,
    })),
    ...resources.flatMap(({ id, node }) =>
      macroKeys(node).map(([key, at]) => ({
        at,
        resource: id,
        why: `${key} ${creates}`,
      })),
    ),
    ...sharedSections.flatMap(name =>
      allMacroKeys(entry(root, name)).map(([key, at]) => ({
        at,
        resource: name,
        why: `${key} changes the section ${name} before the deploy`,
      })),
    ),
  ];
}

/** The macros and loops directly in a map. */
function macroKeys(node: Node | undefined): Array<[string, Node]> {
  return node?.kind === 'map'
    ? [...node.entries].filter(([key]) => isMacroKey(key))
    : [];
}

/** The macros and loops anywhere below a node. */
function allMacroKeys(node: Node | undefined): Array<[string, Node]> {
  if (node === undefined || node.kind === 'scalar') return [];
  const children =
    node.kind === 'map' ? [...node.entries.values()] : node.items;
  return [...macroKeys(node), ...children.flatMap(allMacroKeys)];
}

function nestedTemplate({ id, type, node }: Resource): Opacity[] {
  if (!nestedTypes.includes(type.toLowerCase()) && !/::MODULE$/i.test(type)) {
    return [];
  }
  return [
    {
      at: node,
      resource: id,
      why: `${type} creates resources that are not in this template`,
    },
  ];
}
