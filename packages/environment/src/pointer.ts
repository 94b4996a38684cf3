/**
 * Converts a JSON pointer to a path: `/network/new/cidrs/0` to
 * `.network.new.cidrs[0]`.
 */
export function pathOf(instancePath: string): string {
  return partsOf(instancePath)
    .map(part => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');
}

/** The parts of a JSON pointer. */
export function partsOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
