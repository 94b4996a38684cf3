import type { StackDescription } from '../describe';
import { checkOwner, decide } from './state';

const stack = (
  status: string,
  tags: Record<string, string> = {},
): StackDescription => ({
  stackArn: 'arn:aws:cloudformation:eu-central-1:1:stack/orders/1',
  stackName: 'orders',
  status,
  tags,
  outputs: {},
  parameters: {},
});
const kind = (
  existing: StackDescription | undefined,
  options: Partial<Parameters<typeof decide>[0]> = {},
) =>
  decide({ stackName: 'orders', existing, onExisting: 'update', ...options });
const owner = { key: 'k', value: 'component:default/orders' };

describe('decide', () => {
  it.each([
    [undefined, 'create'],
    ['DELETE_COMPLETE', 'create'],
    ['REVIEW_IN_PROGRESS', 'create-in-review'],
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_COMPLETE', 'update'],
    ['UPDATE_ROLLBACK_COMPLETE', 'update'],
    ['IMPORT_COMPLETE', 'update'],
    ['ROLLBACK_COMPLETE', 'recreate'],
  ])('%s: %s', (status, expected) => {
    expect(kind(status ? stack(status) : undefined)).toBe(expected);
  });

  it.each([
    ['UPDATE_IN_PROGRESS', /under way. Wait/],
    ['DELETE_IN_PROGRESS', /under way. Wait/],
    ['CREATE_FAILED', /Destroy it, then deploy/],
    ['ROLLBACK_FAILED', /Destroy it, then deploy/],
    ['DELETE_FAILED', /Destroy it again/],
    ['UPDATE_FAILED', /rollback-stack/],
    ['UPDATE_ROLLBACK_FAILED', /continue-update-rollback/],
    ['SOMETHING_NEW', /takes no update/],
  ])('%s is refused with the way out', (status, message) => {
    expect(() => kind(stack(status))).toThrow(message);
    expect(() => kind(stack(status))).toThrow(status);
  });

  it('refuses an existing stack where asked to', () => {
    const refuse = { onExisting: 'refuse' } as const;
    expect(() => kind(stack('CREATE_COMPLETE'), refuse)).toThrow(
      expect.objectContaining({ code: 'exists' }),
    );
    expect(() => kind(stack('ROLLBACK_COMPLETE'), refuse)).toThrow(
      /orders exists already \(ROLLBACK_COMPLETE\)/,
    );
    expect(kind(stack('REVIEW_IN_PROGRESS'), refuse)).toBe('create-in-review');
    expect(kind(undefined, refuse)).toBe('create');
  });

  it('does not refuse what a failed create of the same owner left', () => {
    const refuse = { onExisting: 'refuse', ownerTag: owner } as const;
    const own = { k: owner.value };
    expect(kind(stack('ROLLBACK_COMPLETE', own), refuse)).toBe('recreate');
    expect(kind(stack('REVIEW_IN_PROGRESS', own), refuse)).toBe(
      'create-in-review',
    );
    expect(() => kind(stack('CREATE_COMPLETE', own), refuse)).toThrow(
      expect.objectContaining({ code: 'exists' }),
    );
    const others: Record<string, string>[] = [{}, { k: 'component:default/o' }];
    for (const tags of others) {
      expect(() => kind(stack('ROLLBACK_COMPLETE', tags), refuse)).toThrow(
        expect.objectContaining({ code: 'notOwned' }),
      );
    }
  });

  it('refuses the stack of another owner, or of nobody', () => {
    const notOwned = expect.objectContaining({ code: 'notOwned' });
    const other = { k: 'component:default/other' };
    const check = (s: StackDescription) => () => kind(s, { ownerTag: owner });
    expect(check(stack('CREATE_COMPLETE', other))).toThrow(notOwned);
    expect(check(stack('CREATE_COMPLETE', other))).toThrow(
      /belongs to 'component:default\/other', not to 'component:default\/orders'/,
    );
    expect(check(stack('CREATE_COMPLETE'))).toThrow(notOwned);
    expect(check(stack('REVIEW_IN_PROGRESS', other))).toThrow(notOwned);
    expect(check(stack('REVIEW_IN_PROGRESS'))()).toBe('create-in-review');
    expect(check(stack('CREATE_COMPLETE', { k: owner.value }))()).toBe(
      'update',
    );
  });
});

describe('checkOwner', () => {
  it('asks for nothing without an owner tag', () => {
    expect(checkOwner(stack('CREATE_COMPLETE'), undefined)).toBeUndefined();
  });
});
