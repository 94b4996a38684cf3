import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ANNOTATION_STACK_ARN } from '@private-serverless/backstage-plugin-private-api-common';
import {
  ANNOTATION_RECORDED_FROM,
  type RecordedResource,
} from '../catalog/resourceEntities';
import type { CatalogText } from './CatalogText';
import { componentOf } from './component';
import { entityRefOf } from './documents';

/** Data that is recorded for a stack. */
export type CatalogRecord = {
  /** Full lower-case reference of the Component. */
  entityRef: string;
  /** Annotations of the Component, by name. */
  annotations: Record<string, string>;
  resources: RecordedResource[];
};

/** Changes that a record makes to a catalog file. Documents are identified by their positions. */
export type CatalogPlan = {
  component: number;
  /** The Component's `spec.dependsOn`: references to add, and positions of items to remove. */
  dependsOn: { add: string[]; remove: number[] };
  /** Resource documents that recordOutputs wrote and whose resources no longer exist. */
  removed: number[];
  /** Resource documents that recordOutputs wrote, with what they record now. */
  refreshed: Array<{ index: number; resource: RecordedResource }>;
  /** New Resource entities. */
  appended: object[];
};

type Loose = {
  metadata?: Partial<Entity['metadata']>;
  spec?: Record<string, unknown>;
} | null;

/**
 * Decides what recording a stack changes in a catalog file. A Resource that a person wrote is never changed.
 * @throws InputError if the file has no such Component or has it twice
 */
export function planRecord(
  file: CatalogText,
  { entityRef, annotations, resources }: CatalogRecord,
): CatalogPlan {
  const component = componentOf(file, entityRef);
  const { namespace } = parseEntityRef(entityRef);
  const refOf = ({ name }: RecordedResource) =>
    stringifyEntityRef({ kind: 'resource', namespace, name });
  const wanted = new Map(resources.map(item => [refOf(item), item]));
  const refs = file.values.map(entityRefOf);
  const own = stacksOf(file.values[component], annotations);
  const ours = refs.flatMap((ref, index) => {
    const recordedFrom = recordedFromOf(file, { index, component });
    return ref?.startsWith(`resource:${namespace}/`) && recordedFrom
      ? { ref, index, isOfOwnStack: own.has(stackOf(recordedFrom)) }
      : [];
  });
  const removed = ours.filter(
    ({ ref, isOfOwnStack }) => isOfOwnStack && !wanted.has(ref),
  );
  const gone = new Set<unknown>(removed.map(({ ref }) => ref));
  const { dependsOn } = (file.values[component] as Loose)?.spec ?? {};
  const present = (Array.isArray(dependsOn) ? dependsOn : []).map(item =>
    fullRef(item, namespace),
  );
  return {
    component,
    dependsOn: {
      add: [...wanted.keys()].filter(ref => !present.includes(ref)),
      remove: present.flatMap((ref, at) => (gone.has(ref) ? at : [])),
    },
    removed: removed.map(({ index }) => index),
    refreshed: ours.flatMap(({ ref, index }) => {
      const resource = wanted.get(ref);
      return resource ? { index, resource } : [];
    }),
    appended: [...wanted]
      .filter(([ref]) => !refs.includes(ref))
      .map(([, item]) => entityOf(file.values[component] as Loose, item)),
  };
}

/** The stack that a Resource was recorded from, unless another Component of the file names it. */
function recordedFromOf(
  { values }: CatalogText,
  { index, component }: { index: number; component: number },
): string | undefined {
  const arn = annotation(values[index], ANNOTATION_RECORDED_FROM);
  if (typeof arn !== 'string') return undefined;
  const isOthers = values.some(
    (value, other) =>
      other !== component &&
      arnsOf(annotation(value, ANNOTATION_STACK_ARN)).includes(arn),
  );
  return isOthers ? undefined : arn;
}

/** The stacks that a Component names, before and after the record. */
function stacksOf(
  component: unknown,
  annotations: Record<string, string>,
): Set<string> {
  const before = annotation(component, ANNOTATION_STACK_ARN);
  const arns = [before, annotations[ANNOTATION_STACK_ARN]].flatMap(arnsOf);
  return new Set(arns.map(stackOf));
}

function arnsOf(value: unknown): string[] {
  return typeof value === 'string'
    ? value.split(',').map(arn => arn.trim())
    : [];
}

/** A stack's ARN without the ID at its end, which changes when the stack is created again. */
function stackOf(arn: string): string {
  return arn.replace(/(:stack\/[^/]+)\/.*$/, '$1');
}

function annotation(value: unknown, name: string): unknown {
  const annotations = (value as Loose)?.metadata?.annotations;
  return annotations && Object.hasOwn(annotations, name)
    ? annotations[name]
    : undefined;
}

/**
 * A full reference, for comparisons. Anything else is unchanged. The default is the Component's own namespace, as in
 * the catalog.
 */
function fullRef(item: unknown, defaultNamespace: string): unknown {
  if (typeof item !== 'string') return item;
  try {
    return stringifyEntityRef(parseEntityRef(item, { defaultNamespace }));
  } catch {
    return item;
  }
}

function entityOf(
  component: Loose,
  { name, title, description, type, annotations }: RecordedResource,
): object {
  const { metadata = {}, spec } = component ?? {};
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
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
