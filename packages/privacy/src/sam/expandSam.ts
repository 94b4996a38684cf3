import {
  entry,
  type Node,
  resourcesOf,
  stringOf,
} from '@private-serverless/template';
import { expandApi, expandHttpApi } from './apis';
import { build, change, entriesOf } from '../template/build';
import { Expansion } from './Expansion';
import { expandFunction } from './function';
import { implicitApis } from './functionEvents';
import { withGlobals } from './globals';

/** Name of the transform of SAM. */
export const samTransform = 'AWS::Serverless-2016-10-31';
const prefix = 'AWS::Serverless::';

/** A template in which SAM resources are replaced by what SAM makes of them. */
export type ExpandedSam = {
  root: Node;
  /** Type of the SAM resource that each resource comes from, by the logical ID of the resource. */
  origins: ReadonlyMap<string, string>;
  /** What is not expanded. `what` completes "… is not expanded". */
  unknown: ReadonlyArray<{ at: Node; resource: string; what: string }>;
};

/**
 * Expands the common resource types of SAM, so that a template can be judged before its first deploy: functions with their events
 * and roles, APIs, tables and layers, with `Globals`. Other SAM types stay as they are. The gate of a deploy judges what
 * CloudFormation really made of the template.
 */
export function expandSam(root: Node): ExpandedSam {
  const origins = new Map<string, string>();
  const resources: ReadonlyMap<string, Node> = hasTransform(root)
    ? resourcesOf(root)
    : new Map();
  const unknown = connectorsOf(resources);
  const isSam = (node: Node) =>
    stringOf(entry(node, 'Type'))?.startsWith(prefix) ?? false;
  if (![...resources.values()].some(isSam)) {
    return { root, origins, unknown };
  }
  const section = entry(root, 'Resources')!;
  const expanded = new Map<string, Node>();
  const implicit = new Set<keyof typeof implicitApis>();
  const events = eventsOfApis(resources);
  const take = (expansion: Expansion) => {
    for (const [id, node] of expansion.resources) expanded.set(id, node);
    for (const [id, type] of expansion.origins) origins.set(id, type);
    unknown.push(...expansion.unknown);
  };
  for (const [id, node] of entriesOf(section)) {
    const type = stringOf(entry(node, 'Type')) ?? '';
    const expansion = new Expansion(root, id, node, type);
    const properties = withGlobals(root, type.slice(prefix.length), node);
    switch (type) {
      case `${prefix}Function`:
        for (const api of expandFunction(expansion, properties)) {
          implicit.add(api);
        }
        break;
      case `${prefix}Api`:
        expandApi(expansion, properties, events.get(id) ?? []);
        break;
      case `${prefix}HttpApi`:
      case `${prefix}WebSocketApi`:
        expandHttpApi(expansion, properties);
        break;
      case `${prefix}SimpleTable`:
        expansion.add(id, 'AWS::DynamoDB::Table', node, {
          SSESpecification: entry(properties, 'SSESpecification'),
          PointInTimeRecoverySpecification: entry(
            properties,
            'PointInTimeRecoverySpecification',
          ),
        });
        break;
      case `${prefix}LayerVersion`:
        expansion.add(id, 'AWS::Lambda::LayerVersion', node, {});
        break;
      default:
        expanded.set(id, node);
        continue;
    }
    take(expansion);
  }
  for (const api of implicit) {
    const id = implicitApis[api];
    const node = build(section, { Type: `${prefix}${api}` });
    const expansion = new Expansion(root, id, node, `${prefix}${api}`);
    const properties = withGlobals(root, api, node);
    if (api === 'Api') expandApi(expansion, properties, events.get('') ?? []);
    else expandHttpApi(expansion, properties);
    take(expansion);
  }
  const replaced: Node = {
    path: section.path,
    line: section.line,
    kind: 'map',
    entries: expanded,
  };
  return {
    root: change(root, { set: { Resources: replaced } }),
    origins,
    unknown,
  };
}

function hasTransform(root: Node): boolean {
  const transform = entry(root, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : [transform];
  return names.some(name => stringOf(name) === samTransform);
}

/** Connectors within resources of any type, of which SAM makes policies. */
function connectorsOf(
  resources: ReadonlyMap<string, Node>,
): Expansion['unknown'] {
  return [...resources].flatMap(([resource, node]) => {
    const at = entry(node, 'Connectors');
    return at ? [{ at, resource, what: 'Connectors' }] : [];
  });
}

/** The events of an API, by its logical ID: the properties of each. The empty ID is the implicit API. */
function eventsOfApis(
  resources: ReadonlyMap<string, Node>,
): Map<string, Node[]> {
  const found = new Map<string, Node[]>();
  for (const node of resources.values()) {
    for (const event of entriesOf(
      entry(entry(node, 'Properties'), 'Events'),
    ).values()) {
      const properties = entry(event, 'Properties');
      if (!properties || stringOf(entry(event, 'Type')) !== 'Api') continue;
      const api = stringOf(entry(entry(properties, 'RestApiId'), 'Ref')) ?? '';
      found.set(api, [...(found.get(api) ?? []), properties]);
    }
  }
  return found;
}
