/** A statement of an IAM policy, with lists for what can also be a single value. */
export type PolicyStatement = {
  isAllow: boolean;
  /** Principals by kind, such as `Service`. `*` is `{ AWS: ['*'] }`. */
  principals: Record<string, string[]>;
  actions: string[];
  resources: string[];
  hasCondition: boolean;
};

/**
 * The statements of a policy document.
 *
 * @throws SyntaxError for a text that is not JSON
 */
export function statementsOf(text: string): PolicyStatement[] {
  const { Statement } = JSON.parse(text) as { Statement?: unknown };
  return listOf(Statement).map(one => {
    const statement = one as Record<string, unknown>;
    const { Principal } = statement;
    return {
      isAllow: statement.Effect === 'Allow',
      principals:
        typeof Principal === 'object' && Principal !== null
          ? Object.fromEntries(
              Object.entries(Principal).map(([kind, names]) => [
                kind,
                textsOf(names),
              ]),
            )
          : { AWS: textsOf(Principal) },
      actions: textsOf(statement.Action),
      resources: textsOf(statement.Resource),
      hasCondition: statement.Condition !== undefined,
    };
  });
}

/** Whether an action is in a list that can have wildcards. Actions ignore case. */
export function includesAction(actions: string[], action: string): boolean {
  return actions.some(pattern =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      'i',
    ).test(action),
  );
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter(
    (text): text is string => typeof text === 'string',
  );
}
