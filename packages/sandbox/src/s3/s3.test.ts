import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  BucketAlreadyOwnedByYou,
  ChecksumAlgorithm,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '../index';
import { Harness, startHarness } from '../__testUtils__/harness';
import { decodeChunked } from './chunked';

describe('S3', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' }));
  });
  afterAll(() => harness.close());

  const read = async (Key: string, more = {}) => {
    const object = await harness.s3.send(
      new GetObjectCommand({ Bucket: 'a-bucket', Key, ...more }),
    );
    return Buffer.from(await object.Body!.transformToByteArray());
  };

  it('has the artifact bucket from the start, and creates each other bucket once', async () => {
    await harness.s3.send(new HeadBucketCommand({ Bucket: ARTIFACT_BUCKET }));
    await expect(
      harness.s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' })),
    ).rejects.toBeInstanceOf(BucketAlreadyOwnedByYou);
    await expect(
      harness.s3.send(new HeadBucketCommand({ Bucket: 'no-bucket' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(
      harness.s3.send(new CreateBucketCommand({ Bucket: 'A_B' })),
    ).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  it.each(
    Object.values(ChecksumAlgorithm).filter(a => /CRC32$|SHA1|SHA256/.test(a)),
  )(
    'stores with a %s checksum that the client checks on the way back',
    async algorithm => {
      const body = randomBytes(10_000);
      await harness.s3.send(
        new PutObjectCommand({
          Bucket: 'a-bucket',
          Key: `dir/ä ${algorithm}+.bin`,
          Body: body,
          ChecksumAlgorithm: algorithm,
          ContentType: 'application/zip',
          Metadata: { version: '7' },
        }),
      );
      const Key = `dir/ä ${algorithm}+.bin`;
      expect((await read(Key)).equals(body)).toBe(true);
      const head = await harness.s3.send(
        new HeadObjectCommand({ Bucket: 'a-bucket', Key }),
      );
      expect(head).toMatchObject({
        ContentLength: 10_000,
        ContentType: 'application/zip',
        Metadata: { version: '7' },
      });
    },
  );

  it('accepts a stream as aws-chunked with a trailing checksum', async () => {
    const body = randomBytes(200_000);
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: 'a-bucket',
        Key: 'streamed',
        Body: Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]),
        ContentLength: body.length,
      }),
    );
    expect((await read('streamed')).equals(body)).toBe(true);
    expect(
      (await read('streamed', { Range: 'bytes=10-19' })).equals(
        body.subarray(10, 20),
      ),
    ).toBe(true);
  });

  it('rejects a body that does not match its checksum', async () => {
    await expect(
      harness.s3.send(
        new PutObjectCommand({
          Bucket: 'a-bucket',
          Key: 'bad',
          Body: 'text',
          ChecksumSHA256: Buffer.alloc(32).toString('base64'),
        }),
      ),
    ).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('stores an object only if absent, on request', async () => {
    const put = () =>
      harness.s3.send(
        new PutObjectCommand({
          Bucket: 'a-bucket',
          Key: 'once',
          Body: 'x',
          IfNoneMatch: '*',
        }),
      );
    await put();
    await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('replaces and deletes an object only if it is unchanged, on request', async () => {
    const target = { Bucket: 'a-bucket', Key: 'unchanged' };
    const put = (IfMatch?: string) =>
      harness.s3.send(new PutObjectCommand({ ...target, Body: 'x', IfMatch }));
    const remove = (IfMatch: string) =>
      harness.s3.send(new DeleteObjectCommand({ ...target, IfMatch }));
    const { ETag } = await put();
    await expect(put('"other"')).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await put(ETag);
    await expect(remove('"other"')).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await remove(ETag!);
    await expect(put(ETag)).rejects.toBeInstanceOf(NoSuchKey);
  });

  it('deletes an object, and responds with NoSuchKey afterwards', async () => {
    await harness.s3.send(
      new PutObjectCommand({ Bucket: 'a-bucket', Key: 'gone', Body: 'x' }),
    );
    for (let i = 0; i < 2; i++) {
      await harness.s3.send(
        new DeleteObjectCommand({ Bucket: 'a-bucket', Key: 'gone' }),
      );
    }
    await expect(read('gone')).rejects.toBeInstanceOf(NoSuchKey);
    await expect(
      harness.s3.send(
        new HeadObjectCommand({ Bucket: 'a-bucket', Key: 'gone' }),
      ),
    ).rejects.toMatchObject({ name: 'NotFound' });
    await expect(
      harness.s3.send(
        new PutObjectCommand({ Bucket: 'no-bucket', Key: 'x', Body: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('lists by prefix and delimiter in pages', async () => {
    await harness.s3.send(new CreateBucketCommand({ Bucket: 'listed' }));
    for (const Key of ['a', 'b/1', 'b/2', 'c/1', 'd']) {
      await harness.s3.send(
        new PutObjectCommand({ Bucket: 'listed', Key, Body: 'x' }),
      );
    }
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: harness.s3, pageSize: 2 },
      { Bucket: 'listed' },
    )) {
      keys.push(...(page.Contents ?? []).map(object => object.Key!));
    }
    expect(keys).toEqual(['a', 'b/1', 'b/2', 'c/1', 'd']);
    const grouped = await harness.s3.send(
      new ListObjectsV2Command({ Bucket: 'listed', Delimiter: '/' }),
    );
    expect(grouped.CommonPrefixes).toEqual([
      { Prefix: 'b/' },
      { Prefix: 'c/' },
    ]);
    expect(grouped.Contents?.map(object => object.Key)).toEqual(['a', 'd']);
  });

  it('rejects unsupported operations', async () => {
    await expect(
      harness.s3.send(new GetBucketCorsCommand({ Bucket: 'a-bucket' })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'sandbox: S3 GET bucket?cors is not supported',
    });
  });

  it('rejects a truncated chunked body', () => {
    expect(() => decodeChunked(Buffer.from('5\r\nab'))).toThrow(
      'The request body terminated unexpectedly',
    );
    expect(() => decodeChunked(Buffer.from('zz\r\n'))).toThrow();
    expect(
      decodeChunked(
        Buffer.from('3;chunk-signature=0\r\nabc\r\n0\r\nx-amz-a: b\r\n\r\n'),
      ),
    ).toEqual({ body: Buffer.from('abc'), trailers: { 'x-amz-a': 'b' } });
  });
});
