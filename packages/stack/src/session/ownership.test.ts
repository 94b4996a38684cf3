import type { StackDescription } from './describe';
import { checkOwner, checkOwnerUnlessEmpty } from './ownership';

const ownerTag = { key: 'k', value: 'component:default/orders' };
const stack = (
  status: string,
  tags: Record<string, string> = {},
): StackDescription => ({
  stackArn: 'arn',
  stackName: 'orders',
  status,
  tags,
  outputs: {},
  parameters: {},
});
const notOwned = expect.objectContaining({ code: 'notOwned' });

it('accepts every stack without an expected owner tag', () => {
  expect(() => checkOwner(stack('CREATE_COMPLETE'), undefined)).not.toThrow();
});

it('rejects a stack of another owner or without an owner tag', () => {
  const own = stack('CREATE_COMPLETE', { k: ownerTag.value });
  expect(() => checkOwner(own, ownerTag)).not.toThrow();
  for (const tags of [{}, { k: 'component:default/other' }]) {
    const other = stack('CREATE_COMPLETE', tags as Record<string, string>);
    expect(() => checkOwner(other, ownerTag)).toThrow(notOwned);
  }
});

it('accepts an empty stack without an owner tag, but not that of another owner', () => {
  const empty = stack('REVIEW_IN_PROGRESS');
  expect(() => checkOwner(empty, ownerTag)).toThrow(notOwned);
  expect(() => checkOwnerUnlessEmpty(empty, ownerTag)).not.toThrow();
  const other = stack('REVIEW_IN_PROGRESS', { k: 'component:default/other' });
  expect(() => checkOwnerUnlessEmpty(other, ownerTag)).toThrow(notOwned);
});
