import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_STACK_ARN,
  MAX_STACK_ARNS,
  type Reason,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stackArnsOf } from '@private-serverless/backstage-plugin-private-api-node';

/**
 * What an entity names as its stacks. The texts are the catalog author's: nothing is known about them yet.
 * @returns up to {@link MAX_STACK_ARNS} different texts, or the reason why there is none
 */
export function namedStacks(
  entity: Entity,
): { names: string[] } | { reason: Reason } {
  const value = entity.metadata.annotations?.[ANNOTATION_STACK_ARN];
  if (value === undefined) {
    return { reason: reasonFor('annotation.missing') };
  }
  const names = stackArnsOf(value);
  if (names.length === 0) {
    return {
      reason: reasonFor('annotation.invalid', { value: 'it is empty' }),
    };
  }
  if (names.length > MAX_STACK_ARNS) {
    return {
      reason: reasonFor('annotation.invalid', {
        value: `it names ${names.length} stacks`,
      }),
    };
  }
  return { names };
}
