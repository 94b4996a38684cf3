import { isBusy, isStackGone, isTerminal } from './states';

it('counts a missing and a deleted stack as gone, and no other', () => {
  expect(isStackGone(undefined)).toBe(true);
  expect(isStackGone({ status: 'DELETE_COMPLETE' })).toBe(true);
  expect(isStackGone({ status: 'DELETE_IN_PROGRESS' })).toBe(false);
  expect(isStackGone({ status: 'CREATE_COMPLETE' })).toBe(false);
});

it('counts a state that ends by itself as busy, and not that of an empty stack', () => {
  expect(isBusy('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(true);
  expect(isBusy('REVIEW_IN_PROGRESS')).toBe(false);
  expect(isBusy('CREATE_COMPLETE')).toBe(false);
});

it('counts an update with its cleanup in progress as not terminal', () => {
  expect(isTerminal('UPDATE_COMPLETE')).toBe(true);
  expect(isTerminal('UPDATE_ROLLBACK_FAILED')).toBe(true);
  expect(isTerminal('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(false);
});
