/** The name of a resource as {@link identityOf} has it, for people. */
export function shownName(name: string): string {
  return name.replace(/^resource /, '');
}
