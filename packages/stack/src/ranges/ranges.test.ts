import {
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { errorOf } from '../__testUtils__/outcomes';
import { quick, World } from '../__testUtils__/world';
import { deployStack } from '../deploy/deployStack';
import type { DeployOptions } from '../deploy/options';
import { destroyStack } from '../destroy/destroyStack';
import { describeStack } from '../session/describe';
import { claimKey } from './AddressRange';

const template = `Parameters:
  ArtifactBucket: { Type: String }
  VpcCidr: { Type: String }
  SubnetHostBits: { Type: String }
  PrefixList: { Type: String, Default: none }
  Note: { Type: String, Default: first }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: !Ref VpcCidr }
Outputs:
  HostBits: { Value: !Ref SubnetHostBits }
  Note: { Value: !Ref Note }
`;

const blocks = ['10.64.0.0/24', '10.64.1.0/24', '10.64.2.0/24'];

let world: World;
let used: string[] = [];
beforeAll(async () => {
  world = await World.start(5);
});
afterEach(async () => {
  used = [];
  for (const Key of await world.keys()) {
    await world.s3.send(
      new DeleteObjectCommand({ Bucket: ARTIFACT_BUCKET, Key }),
    );
  }
});
afterAll(() => world.close());

let count = 0;
const fresh = () => `ranged-${count++}`;

function options(stackName: string, changes: Partial<DeployOptions> = {}) {
  return world.deploy(template, {
    stackName,
    parameters: { ArtifactBucket: ARTIFACT_BUCKET },
    addressRange: {
      parameter: 'VpcCidr',
      blocks,
      usedRanges: async () => used,
      parametersOf: cidr => ({ VpcCidr: cidr, SubnetHostBits: '6' }),
      fix: 'Add a range to network.new.cidrs.',
    },
    ...changes,
  });
}

const deploy = (stackName: string, changes?: Partial<DeployOptions>) =>
  deployStack(options(stackName, changes));
const destroy = (stackName: string, onProgress?: (line: string) => void) =>
  destroyStack({
    ...quick,
    onProgress,
    cloudFormation: world.cloudFormation,
    s3: world.s3,
    stackName,
    claimedRange: { parameter: 'VpcCidr', bucketParameter: 'ArtifactBucket' },
  });
const rangeOf = async (stackName: string) => {
  const { cloudFormation } = world;
  const stack = await describeStack({ cloudFormation, stackName });
  return stack?.parameters.VpcCidr;
};
const claim = (cidr: string, stackName: string, at: Date, token = 'other') =>
  world.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: claimKey(cidr),
      Body: JSON.stringify({ stackName, token, at: at.toISOString() }),
    }),
  );
const twoHoursAgo = () => new Date(Date.now() - 2 * 60 * 60_000);

it('gives each stack its own range, and keeps it in an update', async () => {
  const [first, second] = [fresh(), fresh()];
  const { outputs } = await deploy(first);
  await deploy(second);
  expect(outputs.HostBits).toBe('6');
  expect([await rangeOf(first), await rangeOf(second)]).toEqual(
    blocks.slice(0, 2),
  );
  const parameters = { ArtifactBucket: ARTIFACT_BUCKET, Note: 'second' };
  await deploy(first, { parameters });
  expect(await rangeOf(first)).toBe(blocks[0]);
  expect(await world.keys()).toEqual(blocks.slice(0, 2).map(claimKey));
});

it('keeps what depends on the range in an update, also if the template has another default', async () => {
  const name = fresh();
  const withDefault = template.replace(
    'SubnetHostBits: { Type: String }',
    "SubnetHostBits: { Type: String, Default: '8' }",
  );
  const { addressRange, parameters } = options(name);
  const deployAgain = () =>
    deployStack(
      world.deploy(withDefault, {
        stackName: name,
        addressRange,
        parameters,
      }),
    );
  expect((await deployAgain()).outputs.HostBits).toBe('6');
  expect(await deployAgain()).toMatchObject({ operation: 'none' });
});

it('gives stacks that start at the same moment different ranges', async () => {
  const names = [fresh(), fresh(), fresh()];
  await Promise.all(names.map(name => deploy(name)));
  const ranges = await Promise.all(names.map(rangeOf));
  expect(ranges.sort()).toEqual(blocks);
});

it('names the claims if every block is taken, and changes nothing', async () => {
  used = ['10.64.0.0/16'];
  const inUse = await errorOf(deploy(fresh()));
  expect(inUse).toMatchObject({
    code: 'input',
    message:
      'No address range is free for the VPC. VPCs in the account and region use all of them. Add a range to network.new.cidrs. Nothing was changed.',
  });
  used = ['10.64.0.0/23'];
  await claim(blocks[2], 'invoices', new Date());
  const stackName = fresh();
  const error = await errorOf(deploy(stackName));
  expect(error.message).toContain(
    'Claimed: 10.64.2.0/24 by stack invoices. VPCs in the account and region use the others. Add a range',
  );
  expect(await rangeOf(stackName)).toBeUndefined();
});

it('skips the ranges that VPCs use, also if nobody claimed them', async () => {
  used = ['10.64.0.0/25', '10.64.1.128/25'];
  const stackName = fresh();
  await deploy(stackName);
  expect(await rangeOf(stackName)).toBe(blocks[2]);
});

it('frees the range when the stack is destroyed', async () => {
  const [first, second] = [fresh(), fresh()];
  await deploy(first);
  await deploy(second);
  await destroy(first);
  expect(await world.keys()).toEqual([claimKey(blocks[1])]);
});

it('does not free the range that another stack claimed since', async () => {
  const stackName = fresh();
  await deploy(stackName);
  await claim(blocks[0], 'invoices', new Date());
  await destroy(stackName);
  expect(await world.keys()).toEqual([claimKey(blocks[0])]);
});

it.each([
  ['the gate blocks', { gate: () => Promise.reject(new Error('no')) }],
  ['the plan is blocked', { planGate: () => Promise.reject(new Error('no')) }],
  [
    'another parameter is missing',
    { parameters: {} as Record<string, string> },
  ],
])('a deploy releases its claim if %s', async (_, changes) => {
  const stackName = fresh();
  await errorOf(deploy(stackName, changes));
  expect(await world.keys()).toEqual([]);
  expect(await rangeOf(stackName)).toBeUndefined();
});

it('keeps the claim while a stack with the range exists, also a failed one', async () => {
  const stackName = fresh();
  world.sandbox.control.addFault({
    stackName,
    logicalId: 'Vpc',
    operation: 'CREATE',
    reason: 'The maximum number of VPCs has been reached.',
  });
  await errorOf(deploy(stackName));
  expect(await world.keys()).toEqual([claimKey(blocks[0])]);
  world.sandbox.control.clearFaults();
  await deploy(stackName);
  expect(await rangeOf(stackName)).toBe(blocks[0]);
  expect(await world.keys()).toEqual([claimKey(blocks[0])]);
});

it('takes over an old claim of a stack that does not exist, but none of a stack that does', async () => {
  const existing = fresh();
  await deploy(existing);
  await claim(blocks[0], existing, twoHoursAgo());
  await claim(blocks[1], 'deleted-long-ago', twoHoursAgo());
  const stackName = fresh();
  await deploy(stackName);
  expect(await rangeOf(stackName)).toBe(blocks[1]);
  const { Body } = await world.s3.send(
    new GetObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: claimKey(blocks[1]),
    }),
  );
  expect(JSON.parse(await Body!.transformToString())).toMatchObject({
    stackName,
  });
});

it('takes over an old claim of a stack that was updated to another network', async () => {
  const [moved, next] = [fresh(), fresh()];
  await deploy(moved);
  await deployStack(
    world.deploy(
      'Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.200.0.0/24 } } }',
      { stackName: moved },
    ),
  );
  expect(await rangeOf(moved)).toBeUndefined();
  await claim(blocks[0], moved, twoHoursAgo());
  await deploy(next);
  expect(await rangeOf(next)).toBe(blocks[0]);
});

it('takes over no claim whose object somebody else wrote', async () => {
  await world.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: claimKey(blocks[0]),
      Body: 'reserved for the data center',
    }),
  );
  const stackName = fresh();
  await deploy(stackName);
  expect(await rangeOf(stackName)).toBe(blocks[1]);
});

it('shares the recent claim of another attempt for the same stack, and does not release it', async () => {
  const stackName = fresh();
  await claim(blocks[0], stackName, new Date());
  await errorOf(
    deploy(stackName, { gate: () => Promise.reject(new Error('no')) }),
  );
  expect(await world.keys()).toEqual([claimKey(blocks[0])]);
  await deploy(stackName);
  expect(await rangeOf(stackName)).toBe(blocks[0]);
});

it('a failed attempt does not release the claim that another attempt for the same stack shares', async () => {
  const [stackName, third] = [fresh(), fresh()];
  let fail!: (error: Error) => void;
  const failure = new Promise<never>((_, reject) => (fail = reject));
  let started!: () => void;
  const hasStarted = new Promise<void>(resolve => (started = resolve));
  const first = errorOf(
    deploy(stackName, {
      gate: () => {
        started();
        return failure;
      },
    }),
  );
  await hasStarted;
  // The second attempt has the range, but its stack has no parameters yet when the first one fails.
  await deploy(stackName, {
    planGate: async () => {
      fail(new Error('no'));
      await first;
      await deploy(third);
    },
  });
  expect([await rangeOf(stackName), await rangeOf(third)]).toEqual(
    blocks.slice(0, 2),
  );
});

describe('a role without s3:ListBucket, to which S3 denies access to a claim that does not exist', () => {
  afterEach(() => world.sandbox.control.setDeniedOperations({}));

  it('claims a range that is released at the same moment', async () => {
    await claim(blocks[0], 'invoices', new Date());
    world.sandbox.control.setDeniedOperations({ '*': ['GetObject'] });
    const release = async () => {
      world.sandbox.control.setDeniedOperations({});
      await world.s3.send(
        new DeleteObjectCommand({
          Bucket: ARTIFACT_BUCKET,
          Key: claimKey(blocks[0]),
        }),
      );
    };
    world.s3.middlewareStack.add(
      (next, { commandName }) =>
        async args => {
          try {
            return await next(args);
          } finally {
            if (commandName === 'GetObjectCommand') await release();
          }
        },
      { step: 'initialize', name: 'release' },
    );
    const stackName = fresh();
    await deploy(stackName);
    world.s3.middlewareStack.remove('release');
    expect(await rangeOf(stackName)).toBe(blocks[0]);
  });

  it('names the permissions if it may not read claims', async () => {
    await claim(blocks[0], 'invoices', new Date());
    world.sandbox.control.setDeniedOperations({ '*': ['GetObject'] });
    const error = await errorOf(deploy(fresh()));
    expect(error.message).toContain(
      'access denied. The deploying role needs s3:GetObject, s3:PutObject and s3:DeleteObject on network-ranges/*',
    );
  });

  it('deletes a stack without a claim, and without a warning', async () => {
    const stackName = fresh();
    const parameters = {
      ArtifactBucket: ARTIFACT_BUCKET,
      VpcCidr: '10.9.0.0/24',
      SubnetHostBits: '6',
    };
    await deploy(stackName, { parameters });
    world.sandbox.control.setDeniedOperations({ '*': ['GetObject'] });
    const lines: string[] = [];
    await destroy(stackName, line => lines.push(line));
    expect(lines).toEqual([`Stack ${stackName}: deletion requested`]);
  });
});

it('a plan names the next range and claims nothing', async () => {
  const lines: string[] = [];
  await deploy(fresh(), { plan: true, onProgress: line => lines.push(line) });
  expect(lines).toContain(
    'Address range of the VPC: 10.64.0.0/24, if no other deploy takes it first',
  );
  expect(await world.keys()).toEqual([]);
});

it('a range in the parameters is used as it is', async () => {
  const stackName = fresh();
  await deploy(stackName, {
    parameters: {
      ArtifactBucket: ARTIFACT_BUCKET,
      VpcCidr: '10.9.0.0/24',
      SubnetHostBits: '6',
    },
  });
  expect(await rangeOf(stackName)).toBe('10.9.0.0/24');
  expect(await world.keys()).toEqual([]);
});

it('a stack that somebody deleted in CloudFormation leaves a claim that is taken over after an hour', async () => {
  const [gone, next] = [fresh(), fresh()];
  await deploy(gone);
  await world.cloudFormation.send(new DeleteStackCommand({ StackName: gone }));
  await waitUntilStackDeleteComplete(
    {
      client: world.cloudFormation,
      maxWaitTime: 20,
      minDelay: 0.02,
      maxDelay: 0.05,
    },
    { StackName: gone },
  );
  await deploy(next);
  expect(await rangeOf(next)).toBe(blocks[1]);
  await claim(blocks[0], gone, twoHoursAgo());
  const last = fresh();
  await deploy(last);
  expect(await rangeOf(last)).toBe(blocks[0]);
});

it('looks up the other parameters without a value', async () => {
  const names: string[][] = [];
  const result = await deployStack(
    world.deploy(
      `Parameters:
  List: { Type: String }
  Given: { Type: String }
  Default: { Type: String, Default: x }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
Outputs:
  List: { Value: !Ref List }
`,
      {
        stackName: fresh(),
        parameters: { Given: 'y' },
        lookUpParameters: async missing => {
          names.push(missing);
          return { List: 'pl-1' };
        },
      },
    ),
  );
  expect(names).toEqual([['List']]);
  expect(result.outputs).toEqual({ List: 'pl-1' });
});
