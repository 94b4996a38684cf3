import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from './aws/calls';
import { checkAccount } from './deploy/account';
import { Operation } from './deploy/operation';
import {
  descriptionOf,
  type StackDescription,
  type StackReference,
} from './describe';
import type { FollowOptions } from './types';

/**
 * Every stack of the account and region that is not deleted, nested ones included.
 *
 * @throws StackError `input` for credentials of another account, `unreachable` or `failed`
 */
export async function listStacks(
  options: Pick<StackReference, 'cloudFormation'> &
    Pick<FollowOptions, 'accountId' | 'sts' | 'patience'>,
): Promise<StackDescription[]> {
  const { cloudFormation } = options;
  const operation = new Operation({ ...options, stackName: '' });
  const list = (NextToken?: string) =>
    operation.calls.call('DescribeStacks', o =>
      cloudFormation.send(new DescribeStacksCommand({ NextToken }), o),
    );
  const stacks: StackDescription[] = [];
  try {
    await checkAccount(operation, options);
    let next: string | undefined;
    do {
      const page = await list(next);
      stacks.push(...(page.Stacks ?? []).map(descriptionOf));
      next = page.NextToken || undefined;
    } while (next);
  } catch (error) {
    throw callFailed('list the stacks', error);
  }
  return stacks;
}
