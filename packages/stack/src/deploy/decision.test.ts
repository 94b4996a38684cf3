import { StackStatus } from '@aws-sdk/client-cloudformation';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StackDescription } from '../session/describe';
import { isBusy } from '../session/states';
import { decide } from './decision';

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
  isProtected: false,
});
const kind = (
  existing: StackDescription | undefined,
  options: Partial<Parameters<typeof decide>[0]> = {},
) =>
  decide({ stackName: 'orders', existing, onExisting: 'update', ...options });
const owner = { key: 'k', value: 'component:default/orders' };

const anew = { kind: 'create', recovery: 'delete-failed-create' };

describe('decide', () => {
  it.each([
    [undefined, { kind: 'create' }],
    ['DELETE_COMPLETE', { kind: 'create' }],
    ['REVIEW_IN_PROGRESS', { kind: 'create-in-review' }],
    ['CREATE_COMPLETE', { kind: 'update' }],
    ['UPDATE_COMPLETE', { kind: 'update' }],
    ['UPDATE_ROLLBACK_COMPLETE', { kind: 'update' }],
    ['IMPORT_COMPLETE', { kind: 'update' }],
    ['IMPORT_ROLLBACK_COMPLETE', { kind: 'update' }],
    ['ROLLBACK_COMPLETE', anew],
    ['ROLLBACK_FAILED', anew],
    ['CREATE_FAILED', anew],
    ['DELETE_FAILED', { kind: 'create', recovery: 'repeat-deletion' }],
    [
      'UPDATE_ROLLBACK_FAILED',
      { kind: 'update', recovery: 'continue-rollback' },
    ],
    ['UPDATE_FAILED', { kind: 'update', recovery: 'roll-back' }],
  ])('decides for a stack in %s: %j', (status, expected) => {
    expect(kind(status ? stack(status) : undefined)).toEqual(expected);
  });

  it.each(['IMPORT_ROLLBACK_FAILED', 'SOMETHING_NEW'])(
    'rejects a stack in %s and reports what to do',
    status => {
      expect(() => kind(stack(status))).toThrow(
        `is in ${status}. CloudFormation accepts no update in this state. Check the events`,
      );
    },
  );

  it('has a decision for every state of CloudFormation, and the docs describe each', () => {
    const refused = Object.values(StackStatus).filter(status => {
      if (isBusy(status)) return false;
      try {
        decide({
          stackName: 'orders',
          existing: stack(status),
          onExisting: 'update',
        });
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toEqual(['IMPORT_ROLLBACK_FAILED']);
    const docs = readFileSync(
      path.resolve(__dirname, '../../../../docs/deploying.md'),
      'utf8',
    );
    for (const status of Object.values(StackStatus)) {
      expect(docs).toContain(`\`${status}\``);
    }
  });

  it('rejects an existing stack with onExisting refuse', () => {
    const refuse = { onExisting: 'refuse' } as const;
    expect(() => kind(stack('CREATE_COMPLETE'), refuse)).toThrow(
      expect.objectContaining({ code: 'exists' }),
    );
    expect(() => kind(stack('ROLLBACK_COMPLETE'), refuse)).toThrow(
      /orders already exists \(ROLLBACK_COMPLETE\)/,
    );
    expect(kind(stack('REVIEW_IN_PROGRESS'), refuse)).toEqual({
      kind: 'create-in-review',
    });
    expect(kind(undefined, refuse)).toEqual({ kind: 'create' });
  });

  it('does not reject the stack of a failed create of the same owner', () => {
    const refuse = { onExisting: 'refuse', ownerTag: owner } as const;
    const own = { k: owner.value };
    expect(kind(stack('ROLLBACK_COMPLETE', own), refuse)).toEqual(anew);
    expect(kind(stack('ROLLBACK_FAILED', own), refuse)).toEqual(anew);
    expect(kind(stack('REVIEW_IN_PROGRESS', own), refuse)).toEqual({
      kind: 'create-in-review',
    });
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

  it('rejects a stack with another owner tag or none', () => {
    const notOwned = expect.objectContaining({ code: 'notOwned' });
    const other = { k: 'component:default/other' };
    const check = (s: StackDescription) => () => kind(s, { ownerTag: owner });
    expect(check(stack('CREATE_COMPLETE', other))).toThrow(notOwned);
    expect(check(stack('CREATE_COMPLETE', other))).toThrow(
      /not bound to component:default\/orders: its owner tag \S+ names 'component:default\/other'/,
    );
    expect(check(stack('CREATE_COMPLETE'))).toThrow(notOwned);
    expect(check(stack('REVIEW_IN_PROGRESS', other))).toThrow(notOwned);
    expect(check(stack('REVIEW_IN_PROGRESS'))()).toEqual({
      kind: 'create-in-review',
    });
    expect(check(stack('CREATE_COMPLETE', { k: owner.value }))()).toEqual({
      kind: 'update',
    });
  });
});
