import { type TestAccount, now, startAccount } from '../__testUtils__/account';
import type { CheckContext } from '../session/context';
import { Reader } from '../session/Reader';
import { checkPassRole } from './passRole';

let account: TestAccount;
let context: CheckContext;
beforeAll(async () => {
  account = await startAccount();
  const { clients, environment } = account;
  context = { clients, environment, reader: new Reader(), now };
});
afterAll(async () => account.close());

const check = (arn: string) =>
  checkPassRole(context, { account: '111111111111', arn });
const session = (role: string) =>
  `arn:aws:sts::111111111111:assumed-role/${role}/backstage`;

describe('checkPassRole', () => {
  it('simulates the role of a session, with its path', async () => {
    const [result] = await check(session(account.ids.LoggingRole));
    expect(result).toMatchObject({
      id: 'role.pass',
      status: 'ok',
      found: account.ids.LoggingRoleArn,
    });
  });

  it('does not know a role that it cannot find', async () => {
    const [result] = await check(session('none'));
    expect(result).toMatchObject({
      status: 'unknown',
      found: expect.stringMatching(/role with name none cannot be found/),
    });
  });

  it('does not simulate the root user', async () => {
    account.sandbox.control.setDeniedOperations({ '*': ['PassRole'] });
    const arn = 'arn:aws:iam::111111111111:root';
    expect(await check(arn)).toMatchObject([{ status: 'ok', found: arn }]);
    account.sandbox.control.setDeniedOperations({});
  });
});
