/**
 * The full lowercase entity reference of an owner. As in the catalog, the
 * default kind is `group` and the default namespace is `default`.
 *
 * @param owner - such as `payments`, `user:jane` or `group:default/payments`
 * @returns the reference. Undefined for a value that is not a valid entity
 *   reference.
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
