import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ARTIFACT_BUCKET } from '../index';
import { Harness, startHarness } from '../__testUtils__/harness';

const own = '111111111111';
const other = '222222222222';

describe('Expected bucket owner', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.s3.send(
      new PutObjectCommand({ Bucket: ARTIFACT_BUCKET, Key: 'a', Body: 'a' }),
    );
  });
  afterAll(() => harness.close());

  const target = (ExpectedBucketOwner: string, Key = 'a') => ({
    Bucket: ARTIFACT_BUCKET,
    ExpectedBucketOwner,
    Key,
  });
  const calls: Record<string, (owner: string) => Promise<unknown>> = {
    PutObject: owner =>
      harness.s3.send(
        new PutObjectCommand({ ...target(owner, 'b'), Body: 'b' }),
      ),
    GetObject: owner => harness.s3.send(new GetObjectCommand(target(owner))),
    HeadObject: owner => harness.s3.send(new HeadObjectCommand(target(owner))),
    HeadBucket: owner => harness.s3.send(new HeadBucketCommand(target(owner))),
    ListObjectVersions: owner =>
      harness.s3.send(new ListObjectVersionsCommand(target(owner))),
    ListMultipartUploads: owner =>
      harness.s3.send(new ListMultipartUploadsCommand(target(owner))),
    'Upload in parts': owner =>
      new Upload({
        client: harness.s3,
        params: {
          ...target(owner, 'parts'),
          Body: Buffer.alloc(6 * 1024 * 1024),
        },
      }).done(),
    DeleteObject: owner =>
      harness.s3.send(new DeleteObjectCommand(target(owner, 'b'))),
    DeleteObjects: owner =>
      harness.s3.send(
        new DeleteObjectsCommand({
          ...target(owner),
          Delete: { Objects: [{ Key: 'parts' }] },
        }),
      ),
  };

  it.each(Object.keys(calls))(
    '%s succeeds with the owner and fails with 403 for another account',
    async name => {
      await expect(calls[name](other)).rejects.toMatchObject({
        $metadata: { httpStatusCode: 403 },
      });
      await expect(calls[name](own)).resolves.toBeDefined();
    },
  );

  it('responds with the code AccessDenied', async () => {
    await expect(calls.GetObject(other)).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('rejects a value that is not an account ID, and ignores the owner of a bucket that does not exist', async () => {
    await expect(calls.GetObject('me')).rejects.toMatchObject({
      name: 'InvalidBucketOwnerAWSAccountID',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      harness.s3.send(
        new GetObjectCommand({ ...target(other), Bucket: 'no-bucket' }),
      ),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('writes nothing for a rejected request', async () => {
    await expect(
      harness.s3.send(
        new PutObjectCommand({ ...target(other, 'never'), Body: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      harness.s3.send(new HeadObjectCommand(target(own, 'never'))),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });
});
