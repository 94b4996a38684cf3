import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { checkAccount } from './account';
import { callError } from './aws/AwsCalls';
import {
  type StackDescription,
  type StackReference,
  toDescription,
} from './describe';
import type { FollowOptions } from './options';
import { StackSession } from './StackSession';

/**
 * Every stack of the account and region that is not deleted, including nested stacks.
 *
 * @throws StackError `input` for credentials of another account; `unreachable`; `failed`
 * @public
 */
export async function listStacks(
  options: Pick<StackReference, 'cloudFormation'> &
    Pick<FollowOptions, 'accountId' | 'sts' | 'retryPolicy' | 'patience'>,
): Promise<StackDescription[]> {
  const { cloudFormation } = options;
  const session = new StackSession({ ...options, stackName: '' });
  const list = (NextToken?: string) =>
    session.calls.call('DescribeStacks', o =>
      cloudFormation.send(new DescribeStacksCommand({ NextToken }), o),
    );
  const stacks: StackDescription[] = [];
  try {
    await checkAccount(session, options);
    let next: string | undefined;
    do {
      const page = await list(next);
      stacks.push(...(page.Stacks ?? []).map(toDescription));
      next = page.NextToken || undefined;
    } while (next);
  } catch (error) {
    throw callError('list the stacks', error);
  }
  return stacks;
}
