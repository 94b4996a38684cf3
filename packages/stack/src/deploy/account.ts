import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type AwsCalls, callFailed } from '../aws/calls';
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
  const account = await accountOfCredentials(calls, sts);
  if (account === accountId) return;
  throw new StackError(
    'input',
    `The credentials are of account ${account}, not of ${accountId}, which the environment names (accountId). Nothing was changed. Correct the environment's accountId, or the credentials of that account (aws.accounts).`,
  );
}

/**
 * The account that must own the artifact bucket: the one that is given, otherwise the one of the credentials.
 *
 * @returns undefined if neither `accountId` nor `sts` is given
 * @throws StackError `unreachable` or `failed` if STS does not return the account
 */
export async function bucketOwnerOf(
  { calls }: Operation,
  { accountId, sts }: Pick<FollowOptions, 'accountId' | 'sts'>,
): Promise<string | undefined> {
  if (accountId || !sts) return accountId;
  return accountOfCredentials(calls, sts);
}

async function accountOfCredentials(
  calls: AwsCalls,
  sts: STSClient,
): Promise<string | undefined> {
  const { Account } = await calls
    .call(
      'GetCallerIdentity',
      o => sts.send(new GetCallerIdentityCommand({}), o),
      { isElsewhere: true },
    )
    .catch(error => {
      throw callFailed('read the account of the credentials from STS', error);
    });
  return Account;
}
