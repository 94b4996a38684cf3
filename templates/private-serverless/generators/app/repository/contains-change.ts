import { applyPatch, reversePatch, structuredPatch } from 'diff';

/** Maximum length of each text, in characters. Generated files have fewer than 100,000. The maximum limits the search time. */
const maxLength = 200_000;

/** Maximum number of changed lines. */
const maxEdits = 500;

/**
 * Whether an edited file already contains the changes between two generated texts, so that its conflict is resolved. This is
 * the case if every change can be reverted in it, including the context lines.
 *
 * @param text - the edited file
 * @param before - the earlier generated text, from the merge base
 * @param after - the new generated text
 * @returns `false` also if the texts are too large
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
