import {
  absent,
  entry,
  isMacroKey,
  type Node,
  parametersOf,
  readTemplateText,
  resolverOf,
  resourcesOf,
  stringOf,
  type Truth,
  unknown,
  type Value,
  type ValueResolver,
  type Warning,
} from '@private-serverless/template';

import { KnownNetwork } from '../network/KnownNetwork';
import type { NetworkFacts } from '../network/NetworkFacts';

/** A resource that exists for the given parameters, or may exist. */
export type Resource = {
  id: string;
  type: string;
  node: Node;
};

/** A part of the template that creates resources that the rules cannot evaluate. */
export type Opacity = { at: Node; resource: string; why: string };

/** A template for the rules, with functions resolved as far as the template and the parameters allow. */
export class Template {
  readonly resources: readonly Resource[];
  /** If not empty, no rule can be proven. */
  readonly opaque: readonly Opacity[];
  /** Values that CloudFormation reads differently than their text suggests. */
  readonly warnings: Warning[];
  /** The network outside the template. */
  readonly network: KnownNetwork;
  private readonly root: Node;
  private readonly resolver: ValueResolver;
  private readonly byId: ReadonlyMap<string, Resource>;

  /** @throws TemplateError if the text is not a valid template */
  constructor(
    text: string,
    parameters: Readonly<Record<string, string>> = {},
    facts?: NetworkFacts,
  ) {
    this.network = new KnownNetwork(facts);
    const { root, warnings } = readTemplateText(text);
    this.warnings = warnings;
    this.root = root;
    const nodes = resourcesOf(root);
    const section = entry(root, 'Resources')!;
    this.resolver = resolverOf({ root, resources: nodes, parameters });
    this.resources = [...nodes]
      .map(([id, node]) => ({ id, type: typeOf(node), node }))
      .filter(({ node }) => this.mayExist(node));
    this.byId = new Map(this.resources.map(r => [r.id, r]));
    this.opaque = findOpacity(root, section, this.resources);
  }

  /** All resources of the given types. Ignores case, so that another spelling cannot bypass a rule. */
  ofType(...types: string[]): Resource[] {
    const lowercase = types.map(type => type.toLowerCase());
    return this.resources.filter(r => lowercase.includes(r.type.toLowerCase()));
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
    return names.reduce(
      (values, name) => values.flatMap(value => this.child(value, name)),
      this.values(node),
    );
  }

  /** Every alternative of an entry of a value. */
  child(value: Value, name: string): Value[] {
    if (value.kind === 'map') {
      const node = value.entries.get(name);
      return node
        ? this.values(node)
        : [absent({ ...value.at, path: `${value.at.path}.${name}` })];
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
    return values.flatMap((value): Value[] => {
      if (value.kind === 'absent') return [];
      if (value.kind !== 'list') return [value];
      return this.items(value.items.flatMap(item => this.values(item)));
    });
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

/** The type of a resource. Empty for a resource that a macro completes, which findOpacity reports. */
function typeOf(node: Node): string {
  return stringOf(entry(node, 'Type')) ?? '';
}

/** Types that contain other templates. */
const nestedTypes = [
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
  'AWS::Serverless::Application',
].map(type => type.toLowerCase());

function findOpacity(
  root: Node,
  section: Node,
  resources: readonly Resource[],
): Opacity[] {
  const found: Opacity[] = [];
  const transform = entry(root, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : [transform];
  for (const name of names) {
    // This transform adds functions, whose values are unknown, and Fn::ForEach, which is detected below.
    if (name && stringOf(name) !== 'AWS::LanguageExtensions') {
      found.push({
        at: name,
        resource: 'Transform',
        why: `${
          stringOf(name) ?? 'A macro'
        } rewrites the template before the deploy`,
      });
    }
  }
  for (const [scope, node] of [
    ['Template', root],
    ['Resources', section],
    ...resources.map(resource => [resource.id, resource.node] as const),
  ] as const) {
    if (node.kind !== 'map') continue;
    for (const [key, at] of node.entries) {
      if (isMacroKey(key)) {
        found.push({
          at,
          resource: scope === 'Resources' ? key : scope,
          why: `${key} creates or changes resources before the deploy`,
        });
      }
    }
  }
  for (const { id, type, node } of resources) {
    if (nestedTypes.includes(type.toLowerCase()) || /::MODULE$/i.test(type)) {
      found.push({
        at: node,
        resource: id,
        why: `${type} creates resources that are not in this template`,
      });
    }
  }
  return found;
}
