/** Whether an action has wildcards. */
export function isPattern(action: string): boolean {
  return /[*?]/.test(action);
}

/** Whether a pattern includes every action of at least one service. */
export function isWholeService(pattern: string): boolean {
  const [service, name] = pattern.split(/:(.*)/s);
  return name === undefined
    ? !/[^*?]/.test(service)
    : /[*?]/.test(service) || !/[^*?]/.test(name);
}

/** Actions for a message: at most four, and how many more there are. */
export function listOf(actions: string[]): string {
  const names = [...new Set(actions)];
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
