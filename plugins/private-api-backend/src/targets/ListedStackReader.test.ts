import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { ListedStackReader } from './ListedStackReader';
import type { StackDescription } from './StackReader';

const environment = (id: string, region = 'eu-central-1') =>
  ({ id, accountId: '111111111111', region } as Environment);
const dev = environment('dev');
const arn = (number: number) => `arn:${number}`;
const stack = (status: string): StackDescription => ({
  stackName: 'orders',
  status,
  tags: {},
  outputs: {},
});

/** A reader that records its requests. `listed`: ARNs in the list. */
function setUp(options: { listed?: number[]; listError?: unknown } = {}) {
  const requests: string[] = [];
  const reader = new ListedStackReader({
    async describe(_, stackArn) {
      requests.push(`describe ${stackArn}`);
      return stack('DESCRIBED');
    },
    resources: async () => [],
    async list({ id }) {
      requests.push(`list ${id}`);
      if (options.listError) throw options.listError;
      return new Map(
        (options.listed ?? []).map(number => [arn(number), stack('LISTED')]),
      );
    },
  });
  const describe = async (from: number, to: number, where = dev) => {
    for (let number = from; number <= to; number += 1) {
      await reader.describe(where, arn(number));
    }
    return requests.splice(0);
  };
  return { reader, requests, describe };
}

const all = Array.from({ length: 100 }, (_, index) => index + 1);

describe('ListedStackReader', () => {
  it('lists the stacks of an account once if many are read', async () => {
    const { reader, describe } = setUp({ listed: all });
    expect(await describe(1, 20)).toEqual(
      all.slice(0, 20).map(number => `describe ${arn(number)}`),
    );
    expect(await describe(21, 100)).toEqual(['list dev']);
    expect(await reader.describe(dev, arn(50))).toEqual(stack('LISTED'));
    // Environments can share an account.
    expect(await describe(60, 61, environment('test'))).toEqual([]);
  });

  it('counts each region', async () => {
    const { describe } = setUp({ listed: all });
    await describe(1, 20);
    expect(await describe(1, 1, environment('dev', 'eu-west-1'))).toEqual([
      `describe ${arn(1)}`,
    ]);
  });

  it('describes a stack that is not listed, because it may be deleted or new', async () => {
    const { describe } = setUp({ listed: [21] });
    await describe(1, 20);
    expect(await describe(21, 22)).toEqual(['list dev', `describe ${arn(22)}`]);
  });

  it('describes each stack if listing them is denied', async () => {
    const { describe } = setUp({
      listError: Object.assign(new Error('denied'), {
        name: 'AccessDenied',
        $metadata: { httpStatusCode: 403 },
      }),
    });
    await describe(1, 20);
    expect(await describe(21, 22)).toEqual([
      'list dev',
      `describe ${arn(21)}`,
      `describe ${arn(22)}`,
    ]);
  });

  it('throws if AWS does not respond', async () => {
    const { describe } = setUp({
      listError: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    });
    await describe(1, 20);
    await expect(describe(21, 21)).rejects.toThrow('connect');
  });
});
