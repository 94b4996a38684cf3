import type { Node } from '../node';
import type { Value } from './value';

/** True, false, or undefined if the template and its parameters do not determine it. @public */
export type Truth = boolean | undefined;

/**
 * Resolves the functions of a template symbolically, as far as the template and its parameters allow. If a condition is
 * unknown, a value has several alternatives: those of all branches.
 * @public
 */
export interface ValueResolver {
  /** The template. */
  readonly root: Node;
  /** The conditions of the template. */
  readonly conditions: {
    /** The value of a condition. Also undefined for a condition that does not exist. */
    evaluate(name: string): Truth;
  };
  /** Every alternative of a node. Never empty. */
  values(node: Node): Value[];
  /** The alternatives of `Ref`. */
  ref(name: string, at: Node): Value[];
  /** The alternatives of `Fn::GetAtt`. */
  attribute(id: string, attribute: string, at: Node): Value[];
}
