/**
 * The full lower-case entity reference of an owner. As in the catalog, the kind is `group` and the namespace `default`
 * where they are not written.
 *
 * @param owner - such as `payments`, `user:jane` or `group:default/payments`
 * @returns undefined for a value that is not an entity reference
 * @public
 */
export function ownerRefOf(owner: unknown): string | undefined {
  if (typeof owner !== 'string') return undefined;
  const match = /^(?:([^:/\s]+):)?(?:([^:/\s]+)\/)?([^:/\s]+)$/.exec(
    owner.trim(),
  );
  if (!match) return undefined;
  const [, kind = 'group', namespace = 'default', name] = match;
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
