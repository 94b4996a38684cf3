import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

/** Account and ARN of the credentials. */
export type Caller = { account: string; arn: string };

/** Reads whose credentials these are. The call needs no permission and cannot be denied. */
export async function readCaller({
  clients,
  reader,
}: CheckContext): Promise<Read<Caller>> {
  return reader.read('sts:GetCallerIdentity', async () => {
    const { Account, Arn } = await clients.sts.send(
      new GetCallerIdentityCommand({}),
    );
    return { account: Account!, arn: Arn! };
  });
}

/** Checks that the credentials belong to the account of the environment. */
export function checkAccount(
  { environment }: CheckContext,
  caller: Read<Caller>,
): Check {
  const { accountId } = environment;
  if (caller.problem) return unknown('account', accountId, caller.problem);
  const { account, arn } = caller.value;
  return account === accountId
    ? ok('account', accountId, arn)
    : wrong('account', accountId, {
        found: `${account} (${arn})`,
        expected: accountId,
        fix: `Use credentials of account ${accountId}, or correct accountId.`,
      });
}
