/** Why AWS could not be asked, told apart by whether it answered at all. */
export type AwsFault = {
  /** AWS answered, with an error: a missing permission, throttling. */
  answered: boolean;
  /** AWS's or Node's short name, such as `AccessDenied` or `ECONNREFUSED`: safe to show to every reader. */
  code: string;
  /** The whole text in one line, with ARNs of roles and the like: for the log only. */
  message: string;
};

type Chained = {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
  $metadata?: { httpStatusCode?: number };
};

/** The libraries' own errors say what was being done; what went wrong is their cause. */
const wrappers = new Set(['StackError', 'UnreachableError']);

function rootOf(error: unknown): Chained {
  let root = (error ?? {}) as Chained;
  while (wrappers.has(String(root.name)) && root.cause) {
    root = root.cause as Chained;
  }
  // Node wraps the failures of several addresses of one name.
  return Array.isArray(root.errors) && root.errors.length > 0
    ? root.errors[0]
    : root;
}

/** Reads what a client of AWS threw. */
export function awsFault(error: unknown): AwsFault {
  const root = rootOf(error);
  const code = [root.code, root.name].find(
    word =>
      typeof word === 'string' &&
      word !== 'Error' &&
      /^[\w.:-]{1,64}$/.test(word),
  );
  const { message } = (error ?? {}) as Chained;
  return {
    answered: root.$metadata?.httpStatusCode !== undefined,
    code: String(code ?? 'no answer'),
    message: String(message || code || error)
      .split('\n')[0]
      .slice(0, 300),
  };
}
