import type { Value } from '@private-serverless/template';
import { referenceOf } from './uses';

/**
 * A name that is equal for two values that are the same resource: `Ref` and `Fn::GetAtt` of one resource, or two references to one
 * parameter. Undefined if this is not known.
 */
export function identityOf(value: Value): string | undefined {
  if (value.kind === 'unknown') return value.string?.source;
  const { id } = referenceOf(value);
  if (id !== undefined) return `resource ${id}`;
  return value.kind === 'scalar' ? value.text.trim() : undefined;
}

/**
 * Whether a name is that of one resource. The name of a value without known content, such as `parameter Subnet`, may be another name
 * of the same resource.
 */
export function isDefinite(name: string): boolean {
  return !/^(parameter |\{\{|Fn::)/.test(name);
}

/** Whether two names may be those of the same resource. */
export function mayBeSame(
  one: string | undefined,
  other: string | undefined,
): boolean {
  if (one === undefined || other === undefined) return true;
  return one === other || !isDefinite(one) || !isDefinite(other);
}
