import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

/** Backstage's catalog in memory, with the calls for locations, which it does not implement. */
export function catalogWith(
  entities: Entity[],
): ReturnType<typeof catalogServiceMock> & { removed: string[] } {
  const removed: string[] = [];
  return Object.assign(catalogServiceMock({ entities }), {
    removed,
    async getLocationByEntity(ref: string | Parameters<typeof String>[0]) {
      const wanted = stringifyEntityRef(parseEntityRef(ref));
      const origin = entities.find(
        candidate => stringifyEntityRef(candidate) === wanted,
      )?.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
      return origin ? { id: origin, type: 'url', target: origin } : undefined;
    },
    async addLocation({ target }: { target: string }) {
      return { location: { id: target, type: 'url', target }, entities };
    },
    async removeLocationById(id: string) {
      removed.push(id);
    },
  });
}

/** A catalog that returns its entities to the plugin itself and hides them from every user. */
export function hiddenCatalog(
  entities: Entity[],
): ReturnType<typeof catalogServiceMock> {
  const full = catalogServiceMock({ entities });
  const empty = catalogServiceMock();
  type Options = { credentials: BackstageCredentials };
  const seenBy = ({ credentials: { principal } }: Options) =>
    (principal as { type: string }).type === 'service' ? full : empty;
  return Object.assign(Object.create(full), {
    getEntityByRef: (ref: string, options: Options) =>
      seenBy(options).getEntityByRef(ref),
    getEntitiesByRefs: (request: { entityRefs: string[] }, options: Options) =>
      seenBy(options).getEntitiesByRefs(request),
  });
}
