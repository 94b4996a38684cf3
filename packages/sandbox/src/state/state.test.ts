import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SandboxProcess, startSandboxProcess } from '../__testUtils__/process';

const Bucket = 'kept';
const Key = 'ä/page.html';
const TableName = 'kept';
const Item = { id: { S: 'one' }, text: { S: 'kept' } };

describe('a sandbox with a state folder', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'state-'));
  let running: SandboxProcess | undefined;
  afterAll(async () => {
    await running?.kill();
    rmSync(stateDir, { recursive: true });
  });

  const clients = ({ endpointUrl }: SandboxProcess) => {
    const client = {
      endpoint: endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    };
    return {
      cloudFormation: new CloudFormationClient(client),
      s3: new S3Client({ ...client, forcePathStyle: true }),
      dynamodb: new DynamoDBClient(client),
    };
  };

  it('restores buckets, versions, objects and tables after kill -9', async () => {
    running = await startSandboxProcess({ stateDir });
    const before = clients(running);
    const { cloudFormation } = before;
    const create = async (StackName: string, properties: string) => {
      await cloudFormation.send(
        new CreateStackCommand({
          StackName,
          TemplateBody: `Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: ${StackName}, ${properties} } } }`,
        }),
      );
      await waitUntilStackCreateComplete(
        {
          client: cloudFormation,
          maxWaitTime: 30,
          minDelay: 0.02,
          maxDelay: 0.05,
        },
        { StackName },
      );
    };
    await Promise.all([
      create(Bucket, 'VersioningConfiguration: { Status: Enabled }'),
      create('removed', 'Tags: []'),
    ]);
    const put = (Body: string) =>
      before.s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body,
          ContentType: 'text/html',
          Metadata: { v: Body },
        }),
      );
    await put('one');
    const { VersionId } = await put('two');
    const gone = { Bucket, Key: 'gone' };
    const unwanted = await before.s3.send(
      new PutObjectCommand({ ...gone, Body: 'x' }),
    );
    await before.s3.send(
      new DeleteObjectCommand({ ...gone, VersionId: unwanted.VersionId }),
    );
    const removed = { StackName: 'removed' };
    await cloudFormation.send(new DeleteStackCommand(removed));
    await waitUntilStackDeleteComplete(
      {
        client: cloudFormation,
        maxWaitTime: 30,
        minDelay: 0.02,
        maxDelay: 0.05,
      },
      removed,
    );
    await before.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    // A table rejects items until it is active, and the client does not wait for that.
    const putItem = () =>
      before.dynamodb.send(new PutItemCommand({ TableName, Item }));
    for (let tries = 100; ; tries--) {
      const error = await putItem().then(
        () => undefined,
        e => e,
      );
      if (!error) break;
      if (tries === 0 || error.name !== 'ResourceNotFoundException') {
        throw error;
      }
      await sleep(20);
    }
    await running.kill();
    // The files that a kill during a write leaves behind.
    writeFileSync(join(stateDir, 'objects', Bucket, 'x.tmp'), 'half');

    running = await startSandboxProcess({ stateDir });
    const after = clients(running);
    const got = await after.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({
      VersionId,
      ContentType: 'text/html',
      Metadata: { v: 'two' },
    });
    expect(await got.Body!.transformToString()).toBe('two');
    const { Versions, DeleteMarkers } = await after.s3.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    expect(Versions?.map(one => [one.Key, one.IsLatest])).toEqual([
      [Key, true],
      [Key, false],
    ]);
    expect(DeleteMarkers).toBeUndefined();
    await expect(
      after.s3.send(new HeadBucketCommand({ Bucket: 'removed' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
    const { Item: found } = await after.dynamodb.send(
      new GetItemCommand({ TableName, Key: { id: Item.id } }),
    );
    expect(found).toEqual(Item);
    expect(readdirSync(join(stateDir, 'objects', Bucket))).not.toContain(
      'x.tmp',
    );
    for (const client of [before, after]) {
      client.s3.destroy();
      client.dynamodb.destroy();
    }
  });
});
