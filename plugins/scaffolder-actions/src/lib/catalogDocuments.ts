import { InputError } from '@backstage/errors';
import { type Document, isMap, parseAllDocuments } from 'yaml';

/** A catalog file, one YAML document an entity. */
export type CatalogDocuments = {
  documents: Document[];
  /** The first Component. */
  component: Document;
};

/** @throws InputError where the text is no YAML or has no Component */
export function parseCatalogFile(text: string): CatalogDocuments {
  const documents = [...parseAllDocuments(text)] as Document[];
  for (const document of documents) {
    const [error] = document.errors;
    if (error) {
      throw new InputError(`The catalog file is no YAML: ${error.message}`);
    }
  }
  const component = documents.find(document => isOfKind(document, 'Component'));
  if (!component) {
    throw new InputError(
      'The catalog file has no entity of kind Component to annotate.',
    );
  }
  return { documents, component };
}

/** The file's text; long lines are not folded. */
export function catalogFileText(documents: Document[]): string {
  return documents
    .map(document => document.toString({ lineWidth: 0 }))
    .join('');
}

/** Whether a document is an entity of a kind. */
export function isOfKind(document: Document, kind: string): boolean {
  return isMap(document.contents) && document.get('kind') === kind;
}
