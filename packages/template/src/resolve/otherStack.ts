import type { Node } from '../node';
import { toPlain } from '../plain';
import { unknown, type Value } from './value';

/**
 * The value of another stack. Its content is not known, but it is one string, as each output is.
 *
 * @param name - the function, such as `Fn::ImportValue`
 * @param argument - what it names. Functions in it are not evaluated, so that the value has no source
 */
export function ofOtherStack(name: string, argument: Node, at: Node): Value {
  const text = JSON.stringify(toPlain(argument));
  const isLiteral = !/"(Ref|Fn::[^"]*)":/.test(text);
  return unknown(at, `uses ${name}, which is resolved at deploy time`, {
    ...(isLiteral && { source: `${name} ${text}` }),
  });
}
