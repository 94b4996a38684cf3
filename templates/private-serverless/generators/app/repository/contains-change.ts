import { applyPatch, reversePatch, structuredPatch } from 'diff';

/** Upper bound of each text, in characters. Generated files have less than 100,000; the search time grows with them. */
const maxLength = 200_000;

/** Upper bound of changed lines. */
const maxEdits = 500;

/**
 * Whether an edited file already has what changed between two generated texts, that is, whether a person has resolved its
 * conflict: the change can be reverted in it, every line and its surroundings included.
 *
 * @param text - the edited file
 * @param before - the earlier generated text, from the merge base
 * @param after - the text that is generated now
 * @returns `false` also where the texts are too large to decide
 */
export function containsChange(
  text: string,
  before: string,
  after: string,
): boolean {
  if (before === after) {
    return true;
  }
  if ([text, before, after].some(({ length }) => length > maxLength)) {
    return false;
  }
  const change = structuredPatch('', '', before, after, '', '', {
    context: 3,
    maxEditLength: maxEdits,
  });
  return (
    change !== undefined && applyPatch(text, reversePatch(change)) !== false
  );
}
