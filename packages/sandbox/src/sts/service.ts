import { Account } from '../account/Account';
import { QueryService } from '../protocol/query';

/** STS: GetCallerIdentity. Every caller is the same administrator. */
export function sts({ identity }: Account): QueryService {
  const { partition, accountId } = identity;
  return {
    name: 'STS',
    isGlobal: true,
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: {
        parameters: [],
        run: () => ({
          Arn: `arn:${partition}:iam::${accountId}:user/sandbox`,
          UserId: 'AIDASANDBOXSANDBOX000',
          Account: accountId,
        }),
      },
    },
  };
}
