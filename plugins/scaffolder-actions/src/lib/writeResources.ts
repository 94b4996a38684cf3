import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { type Document, isScalar, isSeq } from 'yaml';
import { isOfKind, parseCatalogFile } from './catalogDocuments';
import {
  ANNOTATION_RECORDED_FROM,
  type RecordedResource,
} from './resourceEntities';
import {
  addToListInText,
  appendDocument,
  documentsOf,
  removeDocuments,
  removeFromListInText,
  setInText,
} from './yamlText';

const dependsOn = ['spec', 'dependsOn'];

/**
 * Brings the Resource entities of a catalog file to what the stack has, and the Component's `dependsOn` with them.
 *
 * What people wrote stays to the character: their documents, comments, formatting and order, their `dependsOn`, and
 * what they changed in a Resource that is ours. A Resource that is gone is removed only if its annotation says that it
 * was recorded here. Writing the same twice changes nothing.
 * @throws InputError where the text is no YAML or has no Component
 */
export function writeResources(
  text: string,
  resources: RecordedResource[],
): string {
  const { documents, component } = parseCatalogFile(text);
  const namespace = component.getIn(['metadata', 'namespace']);
  const toRef = (name: string) =>
    stringifyEntityRef({
      kind: 'resource',
      namespace: typeof namespace === 'string' ? namespace : undefined,
      name,
    });
  const wanted = new Set(resources.map(({ name }) => name));
  const isGone = (document: Document) =>
    isRecorded(document) && !wanted.has(nameOf(document));
  const gone = documents.filter(isGone).map(nameOf).map(toRef);

  let written = removeDocuments(text, isGone);
  for (const resource of resources) {
    const known = documentsOf(written).findIndex(
      document =>
        isOfKind(document, 'Resource') && nameOf(document) === resource.name,
    );
    written =
      known === -1
        ? appendDocument(written, entityOf(component, resource))
        : refreshed(written, known, resource);
  }
  return withDependencies(written, {
    add: resources.map(({ name }) => toRef(name)),
    remove: gone,
  });
}

function nameOf(document: Document): string {
  return String(document.getIn(['metadata', 'name']));
}

function isRecorded(document: Document): boolean {
  return (
    isOfKind(document, 'Resource') &&
    document.hasIn(['metadata', 'annotations', ANNOTATION_RECORDED_FROM])
  );
}

function entityOf(
  component: Document,
  { name, title, description, type, annotations }: RecordedResource,
) {
  const { metadata, spec } = component.toJS() as {
    metadata?: { namespace?: string };
    spec?: { owner?: string; system?: string };
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      ...(metadata?.namespace ? { namespace: metadata.namespace } : {}),
      title,
      description,
      annotations,
    },
    spec: {
      type,
      ...(spec?.owner ? { owner: spec.owner } : {}),
      ...(spec?.system ? { system: spec.system } : {}),
    },
  };
}

/** Sets what the stack says; the rest may have been changed by people, and what is not ours stays. */
function refreshed(
  text: string,
  index: number,
  { annotations, type }: RecordedResource,
): string {
  if (!isRecorded(documentsOf(text)[index])) return text;
  const places = Object.entries(annotations).map(
    ([name, value]): [string[], string] => [
      ['metadata', 'annotations', name],
      value,
    ],
  );
  return [...places, [['spec', 'type'], type] as [string[], string]].reduce(
    (written, [path, value]) => setInText(written, index, path, value),
    text,
  );
}

function withDependencies(
  text: string,
  { add, remove }: { add: string[]; remove: string[] },
): string {
  const { componentIndex } = parseCatalogFile(text);
  const list = documentsOf(text)[componentIndex].getIn(dependsOn);
  const present = new Set(isSeq(list) ? list.items.map(fullRef) : []);
  const missing = add.filter(ref => !present.has(ref));
  const added = addToListInText(text, componentIndex, dependsOn, missing);
  return removeFromListInText(added, componentIndex, dependsOn, item =>
    remove.includes(fullRef(item)),
  );
}

/** A written reference in full, to compare by; a text that is none as it is. */
function fullRef(item: unknown): string {
  const text = String(isScalar(item) ? item.value : item);
  try {
    return stringifyEntityRef(parseEntityRef(text));
  } catch {
    return text;
  }
}
