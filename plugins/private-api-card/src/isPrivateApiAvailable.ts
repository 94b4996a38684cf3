import type { Entity } from '@backstage/catalog-model';
import { hasPrivateServerlessAnnotation } from '@private-serverless/backstage-plugin-private-api-common';

/**
 * Whether the card has something to say about an entity: it carries one of our annotations. An entity that was
 * generated but not yet deployed has some, and its card says what is missing.
 * @public
 */
export const isPrivateApiAvailable = (entity: Entity): boolean =>
  hasPrivateServerlessAnnotation(entity);
