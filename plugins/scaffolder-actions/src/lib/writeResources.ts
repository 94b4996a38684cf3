import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Document, isScalar, isSeq } from 'yaml';
import {
  catalogFileText,
  isOfKind,
  parseCatalogFile,
} from './catalogDocuments';
import {
  ANNOTATION_RECORDED_FROM,
  type RecordedResource,
} from './resourceEntities';

/**
 * Brings the Resource entities of a catalog file to what the stack has, and the Component's `dependsOn` with them.
 *
 * What people wrote stays: their documents, comments and order, their `dependsOn`, and what they changed in a
 * Resource that is ours. A Resource that is gone is removed only if its annotation says that it was recorded here.
 * Writing the same twice changes nothing.
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
  const gone = documents.filter(
    document => isRecorded(document) && !wanted.has(nameOf(document)),
  );
  const kept = documents.filter(document => !gone.includes(document));
  for (const resource of resources) {
    const known = kept.find(
      document =>
        isOfKind(document, 'Resource') && nameOf(document) === resource.name,
    );
    if (!known) kept.push(newDocument(component, resource));
    else if (isRecorded(known)) refresh(known, resource);
  }
  writeDependencies(component, {
    add: resources.map(({ name }) => toRef(name)),
    remove: gone.map(document => toRef(nameOf(document))),
  });
  return catalogFileText(kept);
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

function newDocument(
  component: Document,
  { name, title, description, type, annotations }: RecordedResource,
): Document {
  const { metadata, spec } = component.toJS() as {
    metadata?: { namespace?: string };
    spec?: { owner?: string; system?: string };
  };
  const document = new Document({
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
  });
  document.directives!.docStart = true;
  return document;
}

/** Sets what the stack says; the rest may have been changed by people. */
function refresh(document: Document, { annotations, type }: RecordedResource) {
  for (const [name, value] of Object.entries(annotations)) {
    setIfOther(document, ['metadata', 'annotations', name], value);
  }
  setIfOther(document, ['spec', 'type'], type);
}

function setIfOther(document: Document, path: string[], value: string) {
  if (document.getIn(path) !== value) document.setIn(path, value);
}

function writeDependencies(
  component: Document,
  { add, remove }: { add: string[]; remove: string[] },
) {
  const path = ['spec', 'dependsOn'];
  let list = component.getIn(path);
  if (isSeq(list)) {
    list.items = list.items.filter(item => !remove.includes(fullRef(item)));
  }
  const present = new Set(isSeq(list) ? list.items.map(fullRef) : []);
  const missing = add.filter(ref => !present.has(ref));
  if (missing.length > 0) {
    if (!isSeq(list)) {
      component.setIn(path, component.createNode([]));
      list = component.getIn(path);
    }
    for (const ref of missing) component.addIn(path, ref);
    if (isSeq(list)) list.flow = list.flow && present.size > 0;
  }
  if (isSeq(list) && list.items.length === 0) component.deleteIn(path);
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
