import { InputError, NotAllowedError } from '@backstage/errors';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { readEntityRef } from './entityRef';

/** The tag by which a stack names the entity that it belongs to; deploy sets it, everything else asks it. */
export function ownerTagOf(entityRef: string): { key: string; value: string } {
  return { key: PRIVATE_API_STACK_TAG, value: entityRef };
}

/**
 * Lets only the stacks of an entity pass.
 * @throws NotAllowedError where the stack's tag does not name the entity
 */
export function requireBound(
  { stackArn, tags }: StackDescription,
  entityRef: string,
): void {
  const owner = tags[PRIVATE_API_STACK_TAG];
  if (owner === entityRef) return;
  throw new NotAllowedError(
    `Stack ${stackArn} does not belong to ${entityRef}: its tag ${PRIVATE_API_STACK_TAG} names ${
      owner ? `'${owner}'` : 'nothing'
    }. Name its own component, or correct the tag if the stack is yours. Nothing was changed.`,
  );
}

/**
 * The full lower-case reference of a component that a person may have shortened, as a stack's tag carries it.
 * @throws InputError for what is no reference, and for what is no component
 */
export function fullEntityRef(ref: string): string {
  const parsed = readEntityRef(ref, {
    defaultKind: 'component',
    defaultNamespace: 'default',
  });
  if (parsed.kind.toLocaleLowerCase('en-US') !== 'component') {
    throw new InputError(
      `entityRef '${ref}' is of kind ${parsed.kind}; only a component has a stack. Write it as component:default/orders.`,
    );
  }
  return stringifyEntityRef(parsed);
}
