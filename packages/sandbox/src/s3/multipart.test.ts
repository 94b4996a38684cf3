import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Harness, startHarness } from '../__testUtils__/harness';

const Bucket = 'parts';
const megabyte = 1024 * 1024;

describe('S3 multipart upload', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => harness.close());

  const begin = async (Key: string) => {
    const { UploadId } = await harness.s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key }),
    );
    return { Bucket, Key, UploadId };
  };

  it.each([undefined, ChecksumAlgorithm.SHA256])(
    'takes what lib-storage sends, with the checksum %s',
    async algorithm => {
      const body = randomBytes(6 * megabyte + 7);
      const Key = `whole/ü ${algorithm}.zip`;
      const sent = await new Upload({
        client: harness.s3,
        params: {
          Bucket,
          Key,
          Body: Readable.from([body.subarray(0, 99), body.subarray(99)]),
          ContentType: 'application/zip',
          CacheControl: 'no-cache',
          Metadata: { commit: 'abc' },
          ChecksumAlgorithm: algorithm,
        },
      }).done();
      expect(sent.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
      const got = await harness.s3.send(
        new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }),
      );
      expect(got).toMatchObject({
        ETag: sent.ETag,
        ContentType: 'application/zip',
        CacheControl: 'no-cache',
        Metadata: { commit: 'abc' },
        ChecksumType: 'COMPOSITE',
      });
      const bytes = Buffer.from(await got.Body!.transformToByteArray());
      expect(bytes.equals(body)).toBe(true);
    },
  );

  it('lists the parts, replaces one, and completes once', async () => {
    const upload = await begin('listed');
    const part = (PartNumber: number, Body: string) =>
      harness.s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    await part(1, 'former');
    const { ETag } = await part(1, 'the only one');
    const { Parts } = await harness.s3.send(new ListPartsCommand(upload));
    expect(Parts).toMatchObject([{ PartNumber: 1, ETag, Size: 12 }]);
    const complete = () =>
      harness.s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    await complete();
    await expect(complete()).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const head = await harness.s3.send(
      new HeadObjectCommand({ Bucket, Key: 'listed' }),
    );
    expect(head.ContentLength).toBe(12);
  });

  it("rejects invalid parts with S3's error codes, and removes an aborted upload", async () => {
    const upload = await begin('bad');
    const part = (PartNumber: number, more = {}) =>
      harness.s3.send(
        new UploadPartCommand({
          ...upload,
          PartNumber,
          Body: 'small',
          ...more,
        }),
      );
    await expect(part(10_001)).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
    await expect(
      part(1, { ChecksumSHA256: Buffer.alloc(32).toString('base64') }),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    const { ETag } = await part(1);
    await part(2);
    const complete = (Parts: Array<{ PartNumber: number; ETag?: string }>) =>
      harness.s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts },
        }),
      );
    const one = { PartNumber: 1, ETag };
    const two = { PartNumber: 2, ETag };
    await expect(complete([one, two])).rejects.toMatchObject({
      name: 'EntityTooSmall',
    });
    await expect(complete([two, one])).rejects.toMatchObject({
      name: 'InvalidPartOrder',
    });
    await expect(
      complete([{ PartNumber: 1, ETag: '"other"' }]),
    ).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
    await harness.s3.send(new AbortMultipartUploadCommand(upload));
    await expect(part(3)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(
      harness.s3.send(new HeadObjectCommand({ Bucket, Key: 'bad' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });
});
