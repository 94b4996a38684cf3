/**
 * The exports of a module that is imported on demand. Node wraps a CommonJS module whose exports it cannot detect, such as a
 * source file of this repository, in `default`.
 */
export async function loaded<T extends object>(
  importing: Promise<T & { default?: T }>,
): Promise<T> {
  const module = await importing;
  return module.default ?? module;
}
