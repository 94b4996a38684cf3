import {
  type Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';

/** What lists of targets show and filter of their entity. */
export type EntityFacts = {
  /** Name and title in lower case, for searches. */
  searchText: string;
  /** The title, or the name. */
  title: string;
  /** Ref of the owner. The first one if there are several. */
  owner?: string;
  /** Ref of the system. */
  system?: string;
};

/** Length of the columns in the database. */
const maxLength = 255;

/**
 * Reads the facts of an entity. The relations of the catalog count, not `spec`, because only they are complete references.
 */
export function entityFacts(entity: Entity): EntityFacts {
  const { name, title } = entity.metadata;
  const related = (type: string, kind?: string) =>
    (entity.relations ?? [])
      .filter(relation => relation.type === type)
      .map(({ targetRef }) => targetRef)
      .find(
        ref =>
          // A ref that is cut off would be that of another entity.
          ref.length <= maxLength &&
          (kind === undefined || parseEntityRef(ref).kind === kind),
      );
  const shown = title?.trim() || name;
  const owner = related(RELATION_OWNED_BY);
  const system = related(RELATION_PART_OF, 'system');
  return {
    searchText: `${name} ${shown}`.toLowerCase().slice(0, maxLength),
    title: shown.slice(0, maxLength),
    ...(owner && { owner }),
    ...(system && { system }),
  };
}
