import { parseEntityRef } from '@backstage/catalog-model';

/** Path of an entity under `/v1`. */
export function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return ['entities', kind, namespace, name].map(encodeURIComponent).join('/');
}

/** Path of an environment under `/v1`. */
export function environmentPath(id: string): string {
  return `environments/${encodeURIComponent(id)}`;
}

/** A query with its question mark. Lists repeat their parameter, and what is absent or false is left out. */
export function queryOf(values: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const all = Array.isArray(value) ? value : [value];
    for (const one of all) {
      if (one !== undefined && one !== false) search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}
