import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createStack } from '../__testUtils__/createStack';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { destroyStack } from './destroyStack';
import type { DestroyOptions } from './types';

const template = (name: string, more = '') => `Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: ${name}-data
      VersioningConfiguration: { Status: Enabled }
  Empty:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name}-empty }
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: { BucketName: ${name}-kept }
${more}`;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterEach(() => world.sandbox.control.clearRequestFaults());
afterAll(() => world.close());

const put = (Bucket: string, ...keys: string[]) =>
  Promise.all(
    keys.map(Key =>
      world.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key })),
    ),
  );
const isFull = async (Bucket: string) => {
  const { Versions = [], DeleteMarkers = [] } = await world.s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  return Versions.length + DeleteMarkers.length > 0;
};
const optionsFor = (
  stackName: string,
  changes: Partial<DestroyOptions> = {},
): DestroyOptions => ({
  ...quick,
  cloudFormation: world.cloudFormation,
  s3: world.s3,
  stackName,
  ...changes,
});
const destroy = (stackName: string, changes?: Partial<DestroyOptions>) =>
  destroyStack(optionsFor(stackName, changes));
const statusOf = async (stackName: string) =>
  (await describeStack({ cloudFormation: world.cloudFormation, stackName }))
    ?.status;

/** A stack with an object in the bucket that is deleted and one in the bucket that is retained. */
async function full(name: string) {
  await createStack(world, name, template(name));
  await put(`${name}-data`, 'a', 'b');
  await put(`${name}-kept`, 'precious');
}

it('rejects the deletion before the first change, with the bucket and what to do', async () => {
  await full('refused');
  await expect(destroy('refused')).rejects.toMatchObject({
    code: 'blocked',
    option: 'emptyBuckets',
    message:
      'Stack refused was not deleted: Bucket refused-data (Data) is not empty, so its deletion would fail. Empty it, or delete its content with the stack if you no longer need it (emptyBuckets).\nNothing was changed.',
  });
  expect(await statusOf('refused')).toBe('CREATE_COMPLETE');
  expect(await isFull('refused-data')).toBe(true);
});

it('plans without any change', async () => {
  await full('planned');
  world.sandbox.control.resetRequestCounts();
  const { plan } = await destroy('planned', { plan: true });
  expect(plan).toMatchObject({
    buckets: [
      { logicalId: 'Data', bucket: 'planned-data', isEmpty: false },
      { logicalId: 'Empty', bucket: 'planned-empty', isEmpty: true },
    ],
    obstacles: [expect.stringMatching(/^Bucket planned-data/)],
  });
  const allowed = await destroy('planned', { plan: true, emptyBuckets: true });
  expect(allowed.emptied).toEqual([]);
  expect(allowed.plan!.obstacles).toEqual([]);
  expect(allowed.plan!.lines).toContain(
    'Bucket planned-data would be emptied first. All its objects would be lost.',
  );
  const changing = Object.keys(world.sandbox.control.requestCounts()).filter(
    name => !/^(Describe|List|Get|Head)/.test(name),
  );
  expect(changing).toEqual([]);
});

it('deletes every object version on request, but not in a retained bucket', async () => {
  await full('emptied');
  await put('emptied-data', 'a');
  await world.s3.send(
    new DeleteObjectCommand({ Bucket: 'emptied-data', Key: 'b' }),
  );
  const { status, emptied, retained } = await destroy('emptied', {
    emptyBuckets: true,
  });
  expect(status).toBe('DELETE_COMPLETE');
  // a twice, b, and the marker of its deletion
  expect(emptied).toEqual([{ bucket: 'emptied-data', objects: 4 }]);
  expect(retained).toMatchObject([{ logicalId: 'Kept' }]);
  expect(await isFull('emptied-kept')).toBe(true);
});

it('empties a bucket of several pages, also when calls fail', async () => {
  await createStack(world, 'many', template('many'));
  const keys = Array.from({ length: 1010 }, (_, index) => `key-${index}`);
  while (keys.length > 0) await put('many-data', ...keys.splice(0, 50));
  world.sandbox.control.setRequestFaults({
    throttle: 0.2,
    serverError: 0.1,
    reset: 0.1,
    seed: 11,
  });
  const { emptied } = await destroy('many', {
    emptyBuckets: true,
    retryPolicy: { retries: 10, baseMs: 1, maxMs: 5 },
  });
  expect(emptied).toEqual([{ bucket: 'many-data', objects: 1010 }]);
});

it('aborts incomplete uploads', async () => {
  await createStack(world, 'uploading', template('uploading'));
  const place = { Bucket: 'uploading-data', Key: 'big' };
  const { UploadId } = await world.s3.send(
    new CreateMultipartUploadCommand(place),
  );
  await destroy('uploading', { emptyBuckets: true });
  await expect(
    world.s3.send(new ListPartsCommand({ ...place, UploadId })),
  ).rejects.toThrow();
  expect(world.sandbox.control.requestCounts().AbortMultipartUpload).toBe(1);
});

it('does not delete the stack when S3 retains an object', async () => {
  await full('locked');
  const { s3 } = clientsFor(world.sandbox.endpointUrl);
  answer(s3, 'DeleteObjectsCommand', () => ({
    Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'Object is locked' }],
  }));
  await expect(
    destroy('locked', { emptyBuckets: true, s3 }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /^Failed to empty bucket locked-data: S3 did not delete 1 object\. The first one is a: AccessDenied: Object is locked\..* Deleted so far: 1 object/,
    ),
  });
  s3.destroy();
  expect(await statusOf('locked')).toBe('CREATE_COMPLETE');
});

it('continues when a bucket cannot be listed, and reports why its deletion failed', async () => {
  await full('blind');
  const { s3 } = clientsFor(world.sandbox.endpointUrl);
  answer(s3, 'ListObjectVersionsCommand', () => {
    throw Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
  });
  const { plan } = await destroy('blind', { plan: true, s3 });
  expect(plan!.buckets[0]).not.toHaveProperty('isEmpty');
  await expect(
    destroy('blind', { emptyBuckets: true, s3 }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: 'Failed to empty bucket blind-data: AccessDenied: Access Denied',
  });
  expect(await statusOf('blind')).toBe('CREATE_COMPLETE');
  s3.destroy();
  await expect(destroy('blind', { s3: undefined })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /^Stack blind was not deleted: Data \(AWS::S3::Bucket\): The bucket you tried to delete is not empty.*Empty the bucket/,
    ),
  });
  await expect(destroy('blind', { emptyBuckets: true })).resolves.toMatchObject(
    {
      status: 'DELETE_COMPLETE',
      emptied: [{ bucket: 'blind-data', objects: 2 }],
    },
  );
});

it('does not empty a bucket of retainResources', async () => {
  await full('behind');
  await expect(destroy('behind', { s3: undefined })).rejects.toThrow(
    /not empty/,
  );
  const { retained, emptied } = await destroy('behind', {
    emptyBuckets: true,
    retainResources: ['Data'],
  });
  expect(retained.map(({ logicalId }) => logicalId).sort()).toEqual([
    'Data',
    'Kept',
  ]);
  expect(emptied).toEqual([]);
  expect(await isFull('behind-data')).toBe(true);
});

it('does not empty a bucket outside the stack whose name the stack wanted', async () => {
  await full('taken');
  const { cloudFormation } = clientsFor(world.sandbox.endpointUrl);
  answer(cloudFormation, 'ListStackResourcesCommand', () => ({
    StackResourceSummaries: [
      {
        LogicalResourceId: 'Data',
        PhysicalResourceId: 'taken-data',
        ResourceType: 'AWS::S3::Bucket',
        ResourceStatus: 'CREATE_FAILED',
      },
    ],
  }));
  const { plan } = await destroy('taken', {
    plan: true,
    emptyBuckets: true,
    cloudFormation,
  });
  expect(plan).toMatchObject({
    deleted: [{ logicalId: 'Data' }],
    buckets: [],
  });
  // In the sandbox, the stack did create the bucket, so the deletion fails while the bucket is not empty.
  await expect(
    destroy('taken', { emptyBuckets: true, cloudFormation }),
  ).rejects.toThrow(/not empty/);
  cloudFormation.destroy();
  expect(await isFull('taken-data')).toBe(true);
});

it('does not block on a bucket that a custom resource may empty', async () => {
  await full('custom');
  const { cloudFormation } = clientsFor(world.sandbox.endpointUrl);
  answer(cloudFormation, 'GetTemplateCommand', () => ({
    TemplateBody: template(
      'custom',
      '  Emptier:\n    Type: Custom::AutoDelete\n    Properties: { BucketName: !Ref Data }\n',
    ),
  }));
  const { plan } = await destroy('custom', { plan: true, cloudFormation });
  cloudFormation.destroy();
  expect(plan).toMatchObject({
    buckets: [{ isEmpty: false, mayBeEmptiedByStack: true }, {}],
    obstacles: [],
  });
});

it('does not empty a bucket that the template may retain', async () => {
  await full('unread');
  const { cloudFormation } = clientsFor(world.sandbox.endpointUrl);
  answer(cloudFormation, 'GetTemplateCommand', () => {
    throw Object.assign(new Error('no'), { name: 'AccessDenied' });
  });
  await expect(
    destroy('unread', { emptyBuckets: true, cloudFormation }),
  ).rejects.toMatchObject({
    code: 'blocked',
    message: expect.stringMatching(
      /Bucket unread-data \(Data\) cannot be emptied: failed to read the template/,
    ),
  });
  cloudFormation.destroy();
  expect(await isFull('unread-data')).toBe(true);
});

it('stops between two pages on a cancellation and does not delete the stack', async () => {
  await full('stopped');
  const { s3 } = clientsFor(world.sandbox.endpointUrl);
  const controller = new AbortController();
  let isFirst = true;
  answer(s3, 'ListObjectVersionsCommand', ({ MaxKeys }) => {
    if (MaxKeys) return { Versions: [{ Key: 'a', VersionId: 'null' }] };
    if (isFirst) controller.abort();
    isFirst = false;
    return { Versions: [{ Key: 'a', VersionId: 'null' }], IsTruncated: true };
  });
  await expect(
    destroy('stopped', { emptyBuckets: true, s3, signal: controller.signal }),
  ).rejects.toMatchObject({
    code: 'cancelled',
    message:
      'Canceled while emptying bucket stopped-data, 1 object deleted. The stack was not deleted.',
  });
  s3.destroy();
  expect(await statusOf('stopped')).toBe('CREATE_COMPLETE');
});

it('needs an S3 client', async () => {
  await expect(
    destroy('any', { emptyBuckets: true, s3: undefined }),
  ).rejects.toMatchObject({ code: 'input' });
});

type Input = { Bucket?: string; MaxKeys?: number };

/** Responds to one API call in place of the sandbox. */
function answer(
  client: { middlewareStack: S3Client['middlewareStack'] } | any,
  commandName: string,
  output: (input: Input) => object,
) {
  client.middlewareStack.add(
    (next: any, context: { commandName?: string }) => async (args: any) =>
      context.commandName === commandName
        ? {
            output: { $metadata: {}, ...output(args.input) },
            response: undefined,
          }
        : next(args),
    { step: 'initialize' },
  );
}
