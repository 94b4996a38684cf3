import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  eventsOf,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const template = `
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: AES256 } }] }
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
      OwnershipControls: { Rules: [{ ObjectOwnership: BucketOwnerEnforced }] }
      LifecycleConfiguration: { Rules: [{ Id: old, Status: Enabled, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] }
      VersioningConfiguration: { Status: Enabled }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: [!GetAtt Data.Arn, !Sub '\${Data.Arn}/*'], Condition: { Bool: { aws:SecureTransport: false } } }]
Outputs:
  Name: { Value: !Ref Data }
  Domain: { Value: !GetAtt Data.RegionalDomainName }
`;

describe('a versioned bucket of a stack', () => {
  let harness: Harness;
  let outputs: Record<string, string>;
  let Bucket: string;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.cloudFormation.send(
      new CreateStackCommand({ StackName: 'Data', TemplateBody: template }),
    );
    await settledStatus(harness, 'Data');
    outputs = await outputsOf(harness, 'Data');
    Bucket = outputs.Name;
  });
  afterAll(() => harness.close());

  const put = async (Key: string, Body: string) =>
    (await harness.s3.send(new PutObjectCommand({ Bucket, Key, Body })))
      .VersionId;
  const read = async (Key: string, VersionId?: string) => {
    const { Body } = await harness.s3.send(
      new GetObjectCommand({ Bucket, Key, VersionId }),
    );
    return Body!.transformToString();
  };

  it('keeps former versions and delete markers', async () => {
    expect(outputs.Domain).toBe(`${Bucket}.s3.eu-central-1.amazonaws.com`);
    expect(Bucket).toMatch(/^data-data-[a-z0-9]+$/);
    const first = await put('page', 'one');
    const second = await put('page', 'two');
    expect(first).not.toBe(second);
    expect([await read('page'), await read('page', first)]).toEqual([
      'two',
      'one',
    ]);
    const gone = await harness.s3.send(
      new DeleteObjectCommand({ Bucket, Key: 'page' }),
    );
    expect(gone.DeleteMarker).toBe(true);
    await expect(read('page')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read('page', 'unknown')).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
    const { Versions, DeleteMarkers } = await harness.s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: 'pa' }),
    );
    expect(Versions).toMatchObject([
      { Key: 'page', VersionId: second, IsLatest: false, Size: 3 },
      { Key: 'page', VersionId: first, IsLatest: false },
    ]);
    expect(DeleteMarkers).toMatchObject([
      { Key: 'page', VersionId: gone.VersionId, IsLatest: true },
    ]);
    await harness.s3.send(
      new DeleteObjectCommand({
        Bucket,
        Key: 'page',
        VersionId: gone.VersionId,
      }),
    );
    expect(await read('page')).toBe('two');
  });

  it('is deleted with its stack only after all versions have been deleted', async () => {
    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'Data' }),
    );
    expect(await settledStatus(harness, 'Data')).toBe('DELETE_FAILED');
    const reasons = (await eventsOf(harness, 'Data')).map(
      event => event.ResourceStatusReason,
    );
    expect(reasons.join()).toMatch(
      /Resource handler returned message: "The bucket you tried to delete is not empty\. You must delete all versions in the bucket\. \(Service: S3, Status Code: 409/,
    );
    const all: Array<{ Key?: string; VersionId?: string }> = [];
    let marker = {};
    for (let isMore: boolean | undefined = true; isMore; ) {
      const page: ListObjectVersionsCommandOutput = await harness.s3.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...marker }),
      );
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      all.push(...found.map(({ Key, VersionId }) => ({ Key, VersionId })));
      isMore = page.IsTruncated;
      marker = {
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      };
    }
    expect(all).toHaveLength(2);
    const { Deleted, Errors } = await harness.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: all as never } }),
    );
    expect([Deleted?.length, Errors]).toEqual([2, undefined]);
    const { StackResources } = await harness.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'Data' }),
    );
    const { StackId } = StackResources![0];
    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'Data' }),
    );
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
    await expect(
      harness.s3.send(new HeadBucketCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('has its versioning suspended by an update without the property', async () => {
    const stack = { StackName: 'Other', TemplateBody: template };
    await harness.cloudFormation.send(new CreateStackCommand(stack));
    await settledStatus(harness, 'Other');
    await harness.cloudFormation.send(
      new UpdateStackCommand({
        ...stack,
        TemplateBody: template.replace(/ +VersioningConfiguration.*\n/, ''),
      }),
    );
    expect(await settledStatus(harness, 'Other')).toBe('UPDATE_COMPLETE');
    const { Name } = await outputsOf(harness, 'Other');
    const object = { Bucket: Name, Key: 'page', Body: 'one' };
    const { VersionId } = await harness.s3.send(new PutObjectCommand(object));
    expect(VersionId).toBe('null');
  });
});
