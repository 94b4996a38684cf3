import { Node } from '@private-serverless/template';
import { Value } from './value';

/** True, false, or undefined if the template and its parameters do not determine it. */
export type Truth = boolean | undefined;

/** The part of the resolver that functions and conditions use. */
export interface ValueResolver {
  readonly root: Node;
  readonly conditions: { evaluate(name: string): Truth };
  /** Every alternative of a node. Never empty. */
  values(node: Node): Value[];
  /** The alternatives of `Ref`. */
  ref(name: string, at: Node): Value[];
  /** The alternatives of `Fn::GetAtt`. */
  attribute(id: string, attribute: string, at: Node): Value[];
}
