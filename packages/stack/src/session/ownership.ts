import type { StackDescription } from './describe';
import { StackError } from './StackError';
import type { OwnerTag } from './results';

/** @throws StackError `notOwned` when the tag of the stack is not the expected one */
export function checkOwner(
  stack: StackDescription,
  ownerTag: OwnerTag | undefined,
) {
  if (!ownerTag) return;
  const owner = stack.tags[ownerTag.key];
  if (owner === ownerTag.value) return;
  throw new StackError(
    'notOwned',
    `Stack ${stack.stackName} is not bound to ${
      ownerTag.value
    }: its owner tag ${ownerTag.key} ${
      owner ? `names '${owner}'` : 'is missing'
    }. Choose another stack name, or correct the tag if the stack is yours.`,
  );
}

/**
 * Like {@link checkOwner}, but accepts an empty stack without an owner tag.
 *
 * @throws StackError `notOwned`
 */
export function checkOwnerUnlessEmpty(
  stack: StackDescription,
  ownerTag: OwnerTag | undefined,
) {
  const isEmptyAndUntagged =
    stack.status === 'REVIEW_IN_PROGRESS' &&
    !(ownerTag && stack.tags[ownerTag.key]);
  if (!isEmptyAndUntagged) checkOwner(stack, ownerTag);
}
