import { InputError, NotAllowedError } from '@backstage/errors';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { readEntityRef } from '../catalog/entityRef';

/** The owner tag of an entity. Deploy sets it on the stack; all other actions verify it. */
export function ownerTagOf(entityRef: string): { key: string; value: string } {
  return { key: PRIVATE_API_STACK_TAG, value: entityRef };
}

/**
 * Requires that the owner tag of a stack names the entity.
 * @throws NotAllowedError if it does not
 */
export function requireBound(
  { stackArn, tags }: StackDescription,
  entityRef: string,
): void {
  const owner = tags[PRIVATE_API_STACK_TAG];
  if (owner === entityRef) return;
  throw new NotAllowedError(
    `Stack ${stackArn} is not bound to ${entityRef}: its owner tag ${PRIVATE_API_STACK_TAG} ${
      owner ? `names '${owner}'` : 'is missing'
    }. Use the component that owns the stack, or correct the tag if the stack is yours. Nothing was changed.`,
  );
}

/**
 * The full reference of a component in lower case, as the owner tag contains it.
 * @param ref - may omit kind and namespace
 * @throws InputError if `ref` is not a valid reference, or not of a component
 */
export function fullEntityRef(ref: string): string {
  const parsed = readEntityRef(ref, {
    defaultKind: 'component',
    defaultNamespace: 'default',
  });
  if (parsed.kind.toLocaleLowerCase('en-US') !== 'component') {
    throw new InputError(
      `entityRef '${ref}' is of kind ${parsed.kind}; only a component has a stack. Use the form component:default/orders.`,
    );
  }
  return stringifyEntityRef(parsed);
}
