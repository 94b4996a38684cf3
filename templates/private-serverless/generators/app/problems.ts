/** One problem of the answers. */
export type Problem = {
  /** Path of the answer, such as `consumers.accounts[0]`; `environment.…` for a problem of the environment. */
  field: string;
  value: unknown;
  /** What is wrong and what to do about it. */
  message: string;
};

/** Maximum length of a value in a message, in characters. */
const maxShownLength = 80;

/** The answers or the environment are not valid. The message lists each problem on its own line. */
export class AnswersError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'AnswersError';
    this.problems = problems;
  }
}

function formatProblem({ field, value, message }: Problem): string {
  return `${field}: ${message} (got ${show(value)})`;
}

function show(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > maxShownLength
    ? `${text.slice(0, maxShownLength)}…`
    : text;
}
