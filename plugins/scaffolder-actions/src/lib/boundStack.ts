import { InputError } from '@backstage/errors';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';

/** The tag by which a stack names the entity that it belongs to; deploy sets it, everything else asks it. */
export function ownerTagOf(entityRef: string): { key: string; value: string } {
  return { key: PRIVATE_API_STACK_TAG, value: entityRef };
}

/** The lower-case full reference of an entity, as the stack's tag carries it. */
export function ownerTagOfEntity(entity: Entity) {
  return ownerTagOf(stringifyEntityRef(entity));
}

/**
 * The full reference of a component that a person may have shortened.
 * @throws InputError for what is no reference
 */
export function fullEntityRef(ref: string): string {
  const match = /^(?:([a-z]+):)?(?:([a-z0-9-]+)\/)?([a-z0-9][a-z0-9-]*)$/i.exec(
    ref.trim(),
  );
  if (!match) {
    throw new InputError(
      `entityRef '${ref}' is no entity reference. Write it as component:default/orders.`,
    );
  }
  const [, kind = 'component', namespace = 'default', name] = match;
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
