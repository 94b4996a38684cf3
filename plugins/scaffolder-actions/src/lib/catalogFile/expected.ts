import { entityRefOf } from './documents';
import type { CatalogPlan, CatalogRecord } from './plan';

type Fields = Record<string, unknown>;

/**
 * What a catalog file must mean after an edit: the values of its documents with the plan applied to them, without any
 * knowledge of the text. The edited text is compared with it.
 */
export function expectedValues(
  values: readonly unknown[],
  { entityRef, annotations }: CatalogRecord,
  plan: CatalogPlan,
): unknown[] {
  const refreshed = new Map(
    plan.refreshed.map(({ index, resource }) => [index, resource]),
  );
  const kept = values.flatMap((value, index) => {
    if (plan.removed.includes(index)) return [];
    if (index === plan.component) {
      return withDependsOn(withAnnotations(value, annotations), plan);
    }
    const resource = refreshed.get(index);
    if (!resource) return [value];
    const { type } = resource;
    return at(withAnnotations(value, resource.annotations), 'spec', spec => ({
      ...(spec as Fields),
      type,
    }));
  });
  return comparable([...kept, ...plan.appended], entityRef);
}

/**
 * The values of a file in the form in which two are compared: the catalog skips empty documents, and treats a
 * Component without `dependsOn` like one with an empty list.
 */
export function comparable(
  values: readonly unknown[],
  entityRef: string,
): unknown[] {
  return values
    .filter(value => value !== null)
    .map(value => {
      const { spec, ...rest } = value as Fields;
      const { dependsOn, ...others } = (spec ?? {}) as Fields;
      const isNone = Array.isArray(dependsOn) && dependsOn.length === 0;
      return isNone && entityRefOf(value) === entityRef
        ? { ...rest, spec: others }
        : value;
    });
}

function withAnnotations(value: unknown, annotations: Fields): Fields {
  return at(value, 'metadata', metadata =>
    at(metadata, 'annotations', known => ({
      ...(known as Fields),
      ...annotations,
    })),
  );
}

function withDependsOn(value: Fields, { dependsOn }: CatalogPlan): Fields {
  const { add, remove } = dependsOn;
  if (add.length + remove.length === 0) return value;
  return at(value, 'spec', spec =>
    at(spec, 'dependsOn', list => [
      ...((list ?? []) as unknown[]).filter(
        (_, index) => !remove.includes(index),
      ),
      ...add,
    ]),
  );
}

function at(
  value: unknown,
  name: string,
  change: (inner: unknown) => unknown,
): Fields {
  const fields = (value ?? {}) as Fields;
  return { ...fields, [name]: change(fields[name]) };
}
