import { CatalogText } from './CatalogText';
import { appendDocument, removeDocuments } from './documents';
import { type CatalogRecord, planRecord } from './plan';
import { setValues } from './setValues';
import { applySplices } from './splices';
import { updateList } from './updateList';
import { verifyEdit } from './verifyEdit';

const annotationsPath = ['metadata', 'annotations'];

/**
 * Records a stack in the text of a catalog file: annotations of the Component, its `dependsOn`, and the Resource
 * entities that were recorded before. Every other character stays. Recording the same stack again changes nothing.
 *
 * ```
 * text -> CatalogText -> planRecord -> splices -> text
 *                 \-> expectedValues ---- verifyEdit --/
 * ```
 *
 * @param path - names the file in errors
 * @throws InputError with path and line if the file cannot be read, does not have the Component, or cannot be edited
 *   without changing anything else
 */
export function recordInCatalog(
  text: string,
  path: string,
  record: CatalogRecord,
): string {
  const file = CatalogText.parse(text, path);
  const plan = planRecord(file, record);
  const documentAt = (index: number) => ({
    file,
    document: file.documents[index],
  });
  const component = documentAt(plan.component);
  const after = applySplices(text, [
    ...setValues(component, annotationsPath, record.annotations),
    ...updateList(component, ['spec', 'dependsOn'], plan.dependsOn),
    ...removeDocuments(file, plan.removed),
    ...plan.refreshed.flatMap(({ index, resource }) => [
      ...setValues(documentAt(index), annotationsPath, resource.annotations),
      ...setValues(documentAt(index), ['spec'], { type: resource.type }),
    ]),
    ...plan.appended.map(entity => appendDocument(file, entity)),
  ]);
  verifyEdit(file, after, record);
  return after;
}
