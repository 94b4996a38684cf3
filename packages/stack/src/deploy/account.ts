import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { callFailed } from '../aws/calls';
import { StackError } from '../errors';
import type { FollowOptions } from '../types';
import type { Operation } from './operation';

/**
 * Checks that the credentials are of the account that is meant, where both are known.
 *
 * @throws StackError `input` when they are of another one; `unreachable` or `failed` when STS cannot be asked
 */
export async function checkAccount(
  { calls }: Operation,
  { accountId, sts }: Pick<FollowOptions, 'accountId' | 'sts'>,
): Promise<void> {
  if (!accountId || !sts) return;
  const { Account } = await calls
    .call(
      'GetCallerIdentity',
      o => sts.send(new GetCallerIdentityCommand({}), o),
      { isElsewhere: true },
    )
    .catch(error => {
      throw callFailed('ask STS whose the credentials are', error);
    });
  if (Account === accountId) return;
  throw new StackError(
    'input',
    `The credentials are of account ${Account}, not of ${accountId}, which the environment names (accountId). Nothing was changed. Correct the environment's accountId, or the credentials of that account (aws.accounts).`,
  );
}
