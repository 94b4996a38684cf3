import { InputError } from '@backstage/errors';
import { type Document, isMap } from 'yaml';
import { documentsOf } from './yamlText';

/** A catalog file, one YAML document an entity. */
export type CatalogDocuments = {
  documents: Document[];
  /** The first Component. */
  component: Document;
  /** Which of the documents it is. */
  componentIndex: number;
};

/** @throws InputError where the text is no YAML or has no Component */
export function parseCatalogFile(text: string): CatalogDocuments {
  const documents = documentsOf(text);
  for (const document of documents) {
    const [error] = document.errors;
    if (error) {
      throw new InputError(`The catalog file is no YAML: ${error.message}`);
    }
  }
  const componentIndex = documents.findIndex(document =>
    isOfKind(document, 'Component'),
  );
  if (componentIndex === -1) {
    throw new InputError(
      'The catalog file has no entity of kind Component to annotate.',
    );
  }
  const component = documents[componentIndex];
  return { documents, component, componentIndex };
}

/** Whether a document is an entity of a kind. */
export function isOfKind(document: Document, kind: string): boolean {
  return isMap(document.contents) && document.get('kind') === kind;
}
