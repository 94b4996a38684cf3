import { InputError } from '@backstage/errors';
import type { CatalogText } from './CatalogText';
import { entityRefOf } from './documents';

/**
 * The position of the document of a Component. Kind, namespace and name are compared as the catalog does: ignoring
 * case, with the namespace `default` by default.
 * @param entityRef - full reference in lower case
 * @throws InputError that lists the entities of the file if the Component is not in it or is in it twice
 */
export function componentOf(file: CatalogText, entityRef: string): number {
  const refs = file.values.map(entityRefOf);
  const found = refs.flatMap((ref, index) => (ref === entityRef ? index : []));
  const lineOf = (index: number) =>
    file.lineOf(file.documents[index].range![0]);
  if (found.length > 1) {
    throw new InputError(
      `${file.path}: the file contains ${entityRef} ${
        found.length
      } times, on lines ${found
        .map(lineOf)
        .join(
          ', ',
        )}. Remove all but one, then run this step again. The file was not changed.`,
    );
  }
  if (found.length === 1) return found[0];
  const there = refs.flatMap((ref, index) =>
    ref ? `${ref} (line ${lineOf(index)})` : [],
  );
  throw new InputError(
    `${
      file.path
    }: entityRef '${entityRef}' is not in the file. The file contains ${
      there.join(', ') || 'no entity'
    }. Correct entityRef or path. The file was not changed.`,
  );
}
