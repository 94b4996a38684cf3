import { entry, Node, stringOf } from '@private-serverless/template';
import { ConditionEvaluator } from './ConditionEvaluator';
import { resolveFunction } from './functions';
import { ParameterValues } from './ParameterValues';
import type { ValueResolver } from './types';
import { absent, scalar, unknown, Value } from './value';

/** Maximum number of alternatives. A value with more is unknown. */
const maxAlternatives = 64;

/**
 * Maximum length of a chain of references. Longer chains are unknown, because
 * each link uses the call stack. CloudFormation allows 500 resources.
 */
const maxChain = 500;

/**
 * Resolves functions symbolically. If a condition is unknown, a value has several alternatives: those of all branches.
 */
export class Resolver implements ValueResolver {
  private readonly memo = new Map<Node, Value[]>();
  private readonly resolving = new Set<Node>();
  readonly conditions: ConditionEvaluator;

  constructor(
    readonly root: Node,
    readonly resources: ReadonlyMap<string, Node>,
    readonly parameters: ParameterValues,
  ) {
    this.conditions = new ConditionEvaluator(entry(root, 'Conditions'), this);
  }

  /** Every alternative of a node. Never empty. */
  values(node: Node): Value[] {
    const known = this.memo.get(node);
    if (known) return known;
    if (this.resolving.has(node)) return [unknown(node, 'refers to itself')];
    if (this.resolving.size >= maxChain) {
      return [
        unknown(node, `is behind a chain of more than ${maxChain} references`),
      ];
    }
    this.resolving.add(node);
    const values = this.resolve(node);
    this.resolving.delete(node);
    const bounded =
      values.length > maxAlternatives
        ? [unknown(node, 'has too many possible values')]
        : values;
    this.memo.set(node, bounded);
    return bounded;
  }

  private resolve(node: Node): Value[] {
    if (node.kind === 'scalar') return [this.literal(node, node.value)];
    if (node.kind === 'list') {
      return [{ kind: 'list', at: node, items: node.items }];
    }
    const keys = [...node.entries.keys()];
    const isFunction = (key: string) => key === 'Ref' || key.startsWith('Fn::');
    if (keys.length === 1 && isFunction(keys[0])) {
      const argument = node.entries.get(keys[0])!;
      return resolveFunction(keys[0], argument, node, this);
    }
    const otherFunction = keys.find(isFunction);
    return otherFunction
      ? [unknown(node, `is changed by ${otherFunction}`)]
      : [{ kind: 'map', at: node, entries: node.entries }];
  }

  private literal(node: Node, value: unknown): Value {
    if (value === null) return absent(node);
    const text = String(value);
    return text.includes('{{resolve:')
      ? unknown(node, 'is a dynamic reference, resolved at deploy time')
      : scalar(node, text);
  }

  /** The alternatives of `Ref`. */
  ref(name: string, at: Node): Value[] {
    if (name === 'AWS::NoValue') return [absent(at)];
    if (name === 'AWS::NotificationARNs') {
      return [unknown(at, 'is known only at deploy time')];
    }
    if (name.startsWith('AWS::')) return [scalar(at, `\${${name}}`, true)];
    if (this.resources.has(name)) return [{ kind: 'reference', at, id: name }];
    return [this.parameters.value(name, at)];
  }

  /** The alternatives of `Fn::GetAtt`. The address range of a VPC or subnet is resolved from its property. */
  attribute(id: string, attribute: string, at: Node): Value[] {
    const resource = this.resources.get(id);
    if (!resource) {
      return [unknown(at, `refers to ${id}, which is not in the template`)];
    }
    const type = stringOf(entry(resource, 'Type'));
    const isRange =
      (type === 'AWS::EC2::VPC' || type === 'AWS::EC2::Subnet') &&
      attribute === 'CidrBlock';
    const property = isRange
      ? entry(entry(resource, 'Properties'), attribute)
      : undefined;
    return property
      ? this.values(property)
      : [{ kind: 'reference', at, id, attribute }];
  }
}
