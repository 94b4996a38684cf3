import { entry, type Node, stringOf } from '../node';
import type { Truth, ValueResolver } from './types';
import type { Value } from './value';

/**
 * Maximum length of a chain of conditions. Longer chains are unknown, because
 * each link uses the call stack.
 */
const maxChain = 300;

/** Evaluates the Conditions section in three-valued logic. */
export class ConditionEvaluator {
  private readonly memo = new Map<string, Truth>();
  private readonly evaluating = new Set<string>();

  constructor(
    private readonly conditions: Node | undefined,
    private readonly resolver: ValueResolver,
  ) {}

  /** The value of a condition. Also undefined for a condition that does not exist. */
  evaluate(name: string): Truth {
    if (this.memo.has(name)) return this.memo.get(name);
    const expression = entry(this.conditions, name);
    if (!expression || this.evaluating.has(name)) return undefined;
    if (this.evaluating.size >= maxChain) return undefined;
    this.evaluating.add(name);
    const truth = this.truth(expression);
    this.evaluating.delete(name);
    this.memo.set(name, truth);
    return truth;
  }

  private truth(expression: Node): Truth {
    if (expression.kind !== 'map' || expression.entries.size !== 1) {
      return undefined;
    }
    const [[name, argument]] = [...expression.entries];
    const operands = argument.kind === 'list' ? argument.items : [];
    switch (name) {
      case 'Condition':
        return this.evaluate(stringOf(argument) ?? '');
      case 'Fn::Equals':
        return operands.length === 2
          ? this.equals(operands[0], operands[1])
          : undefined;
      case 'Fn::Not':
        return operands.length === 1
          ? negate(this.truth(operands[0]))
          : undefined;
      case 'Fn::And':
        return all(operands.map(operand => this.truth(operand)));
      case 'Fn::Or':
        return negate(
          all(operands.map(operand => negate(this.truth(operand)))),
        );
      default:
        return undefined;
    }
  }

  private equals(left: Node, right: Node): Truth {
    const rights = this.resolver.values(right);
    const outcomes = this.resolver
      .values(left)
      .flatMap(a => rights.map(b => equalValues(a, b)));
    return outcomes.every(outcome => outcome === outcomes[0])
      ? outcomes[0]
      : undefined;
  }
}

function equalValues(a: Value, b: Value): Truth {
  if (a.kind !== 'scalar' || b.kind !== 'scalar') return undefined;
  if (a.symbolic || b.symbolic) {
    return a.text === b.text ? true : undefined;
  }
  return a.text === b.text;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function all(truths: Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) || truths.length === 0 ? undefined : true;
}
