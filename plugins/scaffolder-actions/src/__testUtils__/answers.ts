import { parse } from 'yaml';
import { examples } from '../actions/generate.examples';

/** The input of an action's example. */
export function exampleInput<T>(example: string): T {
  return parse(example).steps[0].input as T;
}

/** The answers of the generate action's own example, with changes. */
export function exampleAnswers(changes: Record<string, unknown> = {}) {
  const { answers } = exampleInput<{ answers: Record<string, unknown> }>(
    examples[0].example,
  );
  return { ...answers, ...changes };
}
