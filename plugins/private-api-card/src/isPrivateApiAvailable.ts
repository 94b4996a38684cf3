import type { Entity } from '@backstage/catalog-model';
import { hasPrivateServerlessAnnotation } from '@private-serverless/backstage-plugin-private-api-common';

/**
 * Whether an entity has one of our annotations, so that the card applies to it. An entity that is generated but not
 * deployed has some of them, and its card shows what is missing.
 * @public
 */
export const isPrivateApiAvailable = (entity: Entity): boolean =>
  hasPrivateServerlessAnnotation(entity);
