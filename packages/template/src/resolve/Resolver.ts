import { entry, functionOf, type Node, stringOf } from '../node';
import { ConditionEvaluator } from './ConditionEvaluator';
import { resolveFunction } from './functions';
import { ParameterValues } from './ParameterValues';
import type { ValueResolver } from './types';
import { absent, scalar, unknown, type Value } from './value';

/** Maximum number of alternatives. A value with more is unknown. */
const maxAlternatives = 64;

/**
 * Maximum length of a chain of references. Longer chains are unknown, because
 * each link uses the call stack. CloudFormation allows 500 resources.
 */
const maxChain = 500;

/** Attributes that have the value of the property with the same name, by type. */
const sameAsProperty = new Map([
  ['AWS::EC2::Subnet', 'CidrBlock'],
  ['AWS::EC2::VPC', 'CidrBlock'],
  ['AWS::SSM::Parameter', 'Value'],
]);

/**
 * What a template is resolved with.
 * @public
 */
export type ResolverOptions = {
  /** The template. */
  root: Node;
  /** Its resources by logical ID. */
  resources: ReadonlyMap<string, Node>;
  /** Given values. The default of a parameter applies if its value is missing. */
  parameters?: Readonly<Record<string, string>>;
  /** Parameters whose values stay unknown, such as those with NoEcho. @defaultValue none */
  hidden?: ReadonlySet<string>;
  /**
   * Values of pseudo parameters, such as `AWS::Region`. One without a value stays the text `${AWS::Region}`.
   * @defaultValue none
   */
  pseudoParameters?: Readonly<Record<string, string>>;
};

type MapNode = Extract<Node, { kind: 'map' }>;

class Resolver implements ValueResolver {
  private readonly memo = new Map<Node, Value[]>();
  private readonly resolving = new Set<Node>();
  readonly root: Node;
  readonly conditions: ConditionEvaluator;
  private readonly resources: ReadonlyMap<string, Node>;
  private readonly parameters: ParameterValues;
  private readonly pseudoParameters: Readonly<Record<string, string>>;

  constructor(options: ResolverOptions) {
    const { root, parameters = {}, hidden = new Set<string>() } = options;
    this.root = root;
    this.resources = options.resources;
    this.parameters = new ParameterValues(
      entry(root, 'Parameters'),
      parameters,
      hidden,
    );
    this.pseudoParameters = options.pseudoParameters ?? {};
    this.conditions = new ConditionEvaluator(entry(root, 'Conditions'), this);
  }

  /** Every alternative of a node. Never empty. */
  values(node: Node): Value[] {
    // Reading a plain value again takes less than remembering it.
    if (node.kind !== 'map') return plainValue(node);
    const known = this.memo.get(node);
    if (known) return known;
    const call = functionOf(node);
    if (call === undefined) {
      return this.remember(node, [
        { kind: 'map', at: node, entries: node.entries },
      ]);
    }
    if (this.resolving.has(node)) return [unknown(node, 'refers to itself')];
    if (this.resolving.size >= maxChain) {
      return [
        unknown(node, `is behind a chain of more than ${maxChain} references`),
      ];
    }
    this.resolving.add(node);
    const values =
      node.entries.size === 1
        ? resolveFunction(call, node.entries.get(call)!, node, this)
        : [unknown(node, `is changed by ${call}`)];
    this.resolving.delete(node);
    return this.remember(
      node,
      values.length > maxAlternatives
        ? [unknown(node, 'has too many possible values')]
        : values,
    );
  }

  private remember(node: Node, values: Value[]): Value[] {
    this.memo.set(node, values);
    return values;
  }

  /** The alternatives of `Ref`. */
  ref(name: string, at: Node): Value[] {
    if (name === 'AWS::NoValue') return [absent(at)];
    if (name === 'AWS::NotificationARNs') {
      return [unknown(at, 'is known only at deploy time')];
    }
    if (name.startsWith('AWS::')) {
      return [
        Object.hasOwn(this.pseudoParameters, name)
          ? scalar(at, this.pseudoParameters[name]!)
          : scalar(at, `\${${name}}`, true),
      ];
    }
    if (this.resources.has(name)) return [{ kind: 'reference', at, id: name }];
    return this.parameters.values(name, at);
  }

  /** The alternatives of `Fn::GetAtt`. An attribute that has the value of a property is resolved from it. */
  attribute(id: string, attribute: string, at: Node): Value[] {
    const resource = this.resources.get(id);
    if (!resource) {
      return [unknown(at, `refers to ${id}, which is not in the template`)];
    }
    const type = stringOf(entry(resource, 'Type')) ?? '';
    if (returnsAnything(type, attribute)) {
      return [
        unknown(
          at,
          `is ${id}.${attribute}, which is known only at deploy time`,
        ),
      ];
    }
    const property =
      sameAsProperty.get(type) === attribute
        ? entry(entry(resource, 'Properties'), attribute)
        : undefined;
    const reference: Value = { kind: 'reference', at, id, attribute };
    // The range of a new VPC or subnet, such as one of an IPAM pool, may not be known, but it is that of the VPC.
    return property
      ? this.values(property).map(value =>
          value.kind === 'unknown' && attribute === 'CidrBlock'
            ? reference
            : value,
        )
      : [reference];
  }
}

/** The only alternative of a list or a literal. */
function plainValue(node: Exclude<Node, MapNode>): Value[] {
  if (node.kind === 'list') {
    return [{ kind: 'list', at: node, items: node.items }];
  }
  if (node.value === null) return [absent(node)];
  const text = String(node.value);
  return text.includes('{{resolve:')
    ? [
        unknown(node, 'is a dynamic reference, resolved at deploy time', {
          source: text,
        }),
      ]
    : [scalar(node, text)];
}

/** Whether an attribute can be any text, because the code of somebody or another stack returns it. */
function returnsAnything(type: string, attribute: string): boolean {
  return (
    /^(Custom::|AWS::CloudFormation::(CustomResource|WaitCondition)$)/.test(
      type,
    ) ||
    (type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.'))
  );
}

/**
 * Creates a resolver for a template.
 * @public
 */
export function resolverOf(options: ResolverOptions): ValueResolver {
  return new Resolver(options);
}
