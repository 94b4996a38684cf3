import {
  absent,
  entry,
  type Node,
  parametersOf,
  resolverOf,
  resourcesOf,
  stringOf,
  type TemplateDocument,
  type Truth,
  unknown,
  type Value,
  type ValueResolver,
  type Warning,
} from '@private-serverless/template';

import { KnownNetwork } from '../network/KnownNetwork';
import type { NetworkFacts } from '../network/NetworkFacts';
import { expandSam } from '../sam/expandSam';
import { type Intent, intentOf } from './intent';
import { findOpacity, type Opacity } from './opacity';
import type { Resource } from './Resource';

export type { Resource } from './Resource';

/** A template for the rules, with functions resolved as far as the template and the parameters allow. */
export class Template {
  readonly resources: readonly Resource[];
  /** If not empty, no rule can be proven. */
  readonly opaque: readonly Opacity[];
  /** Values that CloudFormation reads differently than their text suggests. */
  readonly warnings: Warning[];
  /** Type of the SAM resource that a resource comes from, by logical ID. */
  readonly samOrigins: ReadonlyMap<string, string>;
  /** The network outside the template. */
  readonly network: KnownNetwork;
  /** What the template states about its purpose. */
  readonly intent: Intent;
  /** The day of the verification (UTC), such as `2026-11-29`. */
  readonly today: string;
  readonly root: Node;
  /** What oncePerTemplate remembers. */
  readonly results = new Map<unknown, { value: unknown }>();
  private readonly resolver: ValueResolver;
  private readonly byId: ReadonlyMap<string, Resource>;
  /** By type in lower case. Many rules look for resources of one type. */
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;

  /** @throws TemplateError if the document is not a valid template */
  constructor(
    document: TemplateDocument,
    {
      parameters = {},
      facts,
      intent = {},
      now = new Date(),
    }: {
      parameters?: Readonly<Record<string, string>>;
      facts?: NetworkFacts;
      intent?: Intent;
      now?: Date;
    } = {},
  ) {
    this.network = new KnownNetwork(facts);
    this.warnings = document.warnings;
    const sam = expandSam(document.root);
    const { root } = sam;
    this.root = root;
    this.samOrigins = sam.origins;
    const nodes = resourcesOf(root);
    this.resolver = resolverOf({ root, resources: nodes, parameters });
    this.resources = [...nodes]
      .filter(([, node]) => this.mayExist(node))
      .map(([id, node]) => toResource(id, node));
    this.byId = new Map(this.resources.map(r => [r.id, r]));
    this.byType = groupByType(this.resources);
    this.opaque = findOpacity(root, this.resources, sam);
    this.intent = { ...intentOf(root), ...intent };
    this.today = now.toISOString().slice(0, 10);
  }

  /** All resources of the given types. Ignores case, so that another spelling cannot bypass a rule. */
  ofType(...types: string[]): Resource[] {
    const groups = [...new Set(types.map(type => type.toLowerCase()))].flatMap(
      type => {
        const group = this.byType.get(type);
        return group ? [group] : [];
      },
    );
    if (groups.length < 2) return [...(groups[0] ?? [])];
    const found = new Set(groups.flat());
    // In the order of the template.
    return this.resources.filter(resource => found.has(resource));
  }

  resource(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  /** Every alternative of a resource property, by the names of nested properties. */
  property(resource: Resource, ...names: string[]): Value[] {
    return this.get(resource.node, 'Properties', ...names);
  }

  /** Every alternative of a nested entry of a node. */
  get(node: Node, ...names: string[]): Value[] {
    let values = this.values(node);
    for (const name of names) {
      const [only] = values;
      // Almost every value has one alternative.
      values =
        only && values.length === 1
          ? this.child(only, name)
          : values.flatMap(value => this.child(value, name));
    }
    return values;
  }

  /** Every alternative of an entry of a value. */
  child(value: Value, name: string): Value[] {
    if (value.kind === 'map') {
      const node = value.entries.get(name);
      return node ? this.values(node) : [absent(missing(value.at, name))];
    }
    if (value.kind === 'absent') return [value];
    const why = value.kind === 'unknown' ? value.why : 'is not a map';
    return [unknown(value.at, why)];
  }

  /** Every alternative of a node. */
  values(node: Node): Value[] {
    return this.resolver.values(node);
  }

  /**
   * Every possible item of a list, with all alternatives. A single value counts
   * as a list of one, as in IAM. Excludes `absent` items (`AWS::NoValue`).
   */
  items(values: readonly Value[]): Value[] {
    const found: Value[] = [];
    this.addItems(found, values);
    return found;
  }

  private addItems(found: Value[], values: readonly Value[]): void {
    for (const value of values) {
      if (value.kind === 'list') {
        for (const item of value.items) this.addItems(found, this.values(item));
      } else if (value.kind !== 'absent') {
        found.push(value);
      }
    }
  }

  /** The purpose that a resource declares (`Metadata.privateServerless`), such as `control-plane`. */
  purposeOf({ node }: Resource): string | undefined {
    return stringOf(entry(entry(node, 'Metadata'), 'privateServerless'));
  }

  /** Path of the construct that the AWS CDK made a resource from. */
  constructPath(id: string): string | undefined {
    const resource = this.resource(id);
    return resource
      ? stringOf(entry(entry(resource.node, 'Metadata'), 'aws:cdk:path'))
      : undefined;
  }

  /** The known values of the parameters of a type, such as `AWS::EC2::VPC::Id`: given values or defaults. */
  parameterValues(
    type: string,
    given: Readonly<Record<string, string>>,
  ): string[] {
    return [...parametersOf(this.root)].flatMap(([name, parameter]) => {
      const value = Object.hasOwn(given, name)
        ? given[name]
        : parameter.default;
      return parameter.type === type && value ? [value.trim()] : [];
    });
  }

  /** Whether a resource exists regardless of unknown conditions. */
  certainlyExists({ node }: Resource): boolean {
    return this.existence(node) === true;
  }

  /** Whether a resource may exist. False only if its condition is certainly false. */
  private mayExist(node: Node): boolean {
    return this.existence(node) !== false;
  }

  private existence(node: Node): Truth {
    const condition = stringOf(entry(node, 'Condition'));
    return condition === undefined
      ? true
      : this.resolver.conditions.evaluate(condition);
  }
}

/** The place where an entry would be. */
function missing({ path, line }: Node, name: string): Node {
  return { kind: 'scalar', path: `${path}.${name}`, line, value: null };
}

/** The type of a resource that a macro completes is empty. findOpacity reports it. */
function toResource(id: string, node: Node): Resource {
  const type = stringOf(entry(node, 'Type')) ?? '';
  return { id, type, lowerType: type.toLowerCase(), node };
}

function groupByType(
  resources: readonly Resource[],
): Map<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const type = resource.lowerType;
    const group = groups.get(type);
    if (group) group.push(resource);
    else groups.set(type, [resource]);
  }
  return groups;
}
