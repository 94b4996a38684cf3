import type { Environment } from '@private-serverless/environment';
import type { Properties } from '@private-serverless/sandbox';
import { checkReadiness } from '../checkReadiness';
import type { Readiness } from '../types';
import { now, stackName, startAccount, type TestAccount } from './account';

type Existing = NonNullable<Environment['network']['existing']>;
type New = NonNullable<Environment['network']['new']>;

/** Starts an account for the tests of a file, and returns functions that check environments in it. */
export function useAccount() {
  jest.setTimeout(60_000);
  let account: TestAccount;
  beforeAll(async () => {
    account = await startAccount();
  });
  afterAll(async () => account.close());
  afterEach(() => account.sandbox.control.setDeniedOperations({}));

  const check = (environment: Environment = account.environment) =>
    checkReadiness({
      environment,
      clients: account.clients,
      clock: () => now,
    });
  /** The complete environment with other keys. */
  const having = (change: Partial<Environment>): Environment => ({
    ...account.environment,
    ...change,
  });
  return {
    get account() {
      return account;
    },
    check,
    having,
    inNetwork: (change: Partial<Existing>) =>
      having({
        network: {
          existing: { ...account.environment.network.existing!, ...change },
        },
      }),
    inDomain: (change: Partial<NonNullable<Environment['domain']>>) =>
      having({ domain: { ...account.environment.domain!, ...change } }),
    /** An environment whose services create their VPCs. */
    creating: (change: Partial<New> = {}) =>
      having({
        domain: undefined,
        network: {
          new: {
            cidrs: ['10.200.0.0/20'],
            resolverRuleIds: [],
            associateZoneVpcIds: [],
            prefixListIds: {},
            ...change,
          },
        },
      }),
    /** Runs a check while a resource of the stack has other properties. */
    async whileChanged(
      logicalId: string,
      properties: Properties,
      restored: Properties,
      environment?: Environment,
    ) {
      const { control } = account.sandbox;
      control.changeResource({ stackName, logicalId, properties });
      try {
        return await check(environment);
      } finally {
        control.changeResource({ stackName, logicalId, properties: restored });
      }
    },
  };
}

/** ID and status of the checks that are not ok. */
export function problemsOf({ checks }: Readiness): string[] {
  return checks
    .filter(({ status }) => status !== 'ok')
    .map(({ id, status }) => `${id} ${status}`);
}
