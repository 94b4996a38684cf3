import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_STACK_ARN,
  MAX_STACK_ARNS,
  type Reason,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stackArnsOf } from '@private-serverless/backstage-plugin-private-api-node';

/**
 * Reads the stacks of an entity from its annotation. The values are untrusted and not validated.
 * @returns up to {@link MAX_STACK_ARNS} different values, or the reason why there is none
 */
export function readStackAnnotation(
  entity: Entity,
): { names: string[] } | { reason: Reason } {
  const value = entity.metadata.annotations?.[ANNOTATION_STACK_ARN];
  if (value === undefined) {
    return { reason: reasonFor('annotation.missing') };
  }
  const names = stackArnsOf(value);
  if (names.length === 0) {
    return {
      reason: reasonFor('annotation.invalid', { value: 'empty' }),
    };
  }
  if (names.length > MAX_STACK_ARNS) {
    return {
      reason: reasonFor('annotation.invalid', {
        value: `${names.length} stacks, at most ${MAX_STACK_ARNS} are allowed`,
      }),
    };
  }
  return { names };
}
