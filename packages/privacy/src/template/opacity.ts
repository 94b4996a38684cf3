import {
  entry,
  isMacroKey,
  type Node,
  stringOf,
} from '@private-serverless/template';
import { type ExpandedSam, samTransform } from '../sam/expandSam';
import type { Resource } from './Resource';

/** A part of the template that creates or changes what the rules examine, in a way that they cannot see. */
export type Opacity = { at: Node; resource: string; why: string };

/** Types that contain other templates. */
const nestedTypes = [
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
].map(type => type.toLowerCase());

/** Most parts that a message names. */
const maxNamed = 5;

/** Sections that conditions and values of all resources come from. */
const sharedSections = ['Parameters', 'Mappings', 'Conditions', 'Rules'];

/** The parts that make every rule unproven. */
export function findOpacity(
  root: Node,
  resources: readonly Resource[],
  sam: Pick<ExpandedSam, 'unknown'>,
): Opacity[] {
  return [
    ...transforms(root, resources, sam),
    ...macros(root, resources),
    ...resources.flatMap(nestedTemplate),
  ];
}

function transforms(
  root: Node,
  resources: readonly Resource[],
  sam: Pick<ExpandedSam, 'unknown'>,
): Opacity[] {
  const transform = entry(root, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : [transform];
  return names.flatMap(name => {
    if (!name) return [];
    if (stringOf(name) === samTransform) {
      return notExpanded(name, resources, sam);
    }
    // Adds functions, which are resolved or unknown values, and Fn::ForEach, which is a macro key.
    if (stringOf(name) === 'AWS::LanguageExtensions') return [];
    const macro = stringOf(name) ?? 'A macro';
    return {
      at: name,
      resource: 'Transform',
      why: `${macro} rewrites the template before the deploy`,
    };
  });
}

/** What SAM makes of its own types, except those that are expanded. It changes no other resource. */
function notExpanded(
  at: Node,
  resources: readonly Resource[],
  { unknown }: Pick<ExpandedSam, 'unknown'>,
): Opacity[] {
  const what = [
    ...unknown.map(({ resource, what: part }) => `${part} of ${resource}`),
    ...resources
      .filter(({ type }) => /^aws::serverless::/i.test(type))
      .map(({ id, type }) => `${id} (${type})`),
  ];
  if (what.length === 0) return [];
  const more =
    what.length > maxNamed ? ` and ${what.length - maxNamed} more` : '';
  const named = what.slice(0, maxNamed).join(', ');
  return [
    {
      at,
      resource: 'Transform',
      why: `${samTransform} makes resources that are not known before the deploy: ${named}${more}`,
    },
  ];
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
