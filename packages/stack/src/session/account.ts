import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { callError } from './aws/AwsCalls';
import { StackError } from './StackError';
import type { FollowOptions } from './options';
import type { StackSession } from './StackSession';

/**
 * Checks that the credentials belong to the expected account. Does nothing without `accountId` and `sts`.
 *
 * @throws StackError `input` when they belong to another account; `unreachable` or `failed` when the call to STS fails
 */
export async function checkAccount(
  session: StackSession,
  { accountId, sts }: Pick<FollowOptions, 'accountId' | 'sts'>,
): Promise<void> {
  if (!accountId || !sts) return;
  const account = await accountOfCredentials(session, sts);
  if (account === accountId) return;
  throw new StackError(
    'input',
    `The credentials belong to account ${account}, not to ${accountId} (${session.option(
      'accountId',
    )}). Correct the account ID, or the credentials of that account (aws.accounts). Nothing was changed.`,
    { option: 'accountId' },
  );
}

/**
 * The account that must own the artifact bucket: `accountId`, otherwise the account of the credentials.
 *
 * @returns undefined without `accountId` and `sts`
 * @throws StackError `unreachable` or `failed` when the call to STS fails
 */
export async function findBucketOwner(
  session: StackSession,
  { accountId, sts }: Pick<FollowOptions, 'accountId' | 'sts'>,
): Promise<string | undefined> {
  if (accountId || !sts) return accountId;
  return accountOfCredentials(session, sts);
}

async function accountOfCredentials(
  { calls }: StackSession,
  sts: STSClient,
): Promise<string | undefined> {
  const { Account } = await calls
    .call(
      'GetCallerIdentity',
      o => sts.send(new GetCallerIdentityCommand({}), o),
      { isOtherService: true },
    )
    .catch(error => {
      throw callError('read the account of the credentials from STS', error);
    });
  return Account;
}
