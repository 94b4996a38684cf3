import { unzipSync } from 'fflate';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { withFunction } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { StackSession } from '../session/StackSession';
import { parseTemplate } from '../template/parse';
import { uploadArtifact } from './bucket';
import { packageAssets } from './package';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stack-directory-'));
  writeFileSync(path.join(folder, 'private-serverless.json'), '{}');
  mkdirSync(path.join(folder, 'app/dist/assets'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array) =>
  writeFileSync(path.join(folder, name), content);

const template = (resource: string) =>
  parseTemplate(
    `Parameters: { Bucket: {}, AppKey: {} }\nResources:\n  App: ${resource}\n`,
    path.join(folder, 'infrastructure/template.yaml'),
  );
const app = (directory = '../app/dist') => `
    Type: Custom::AppFiles
    Metadata: { privateServerlessAsset: { directory: ${directory} } }
    Properties: { ArchiveBucket: !Ref Bucket, ArchiveKey: !Ref AppKey }`;
const packaged = (resource = app()) =>
  packageAssets(
    { option: name => name },
    { template: template(resource), artifactBucket: 'artifacts' },
  );

it('zips the files of an app into the same bytes for the same files', async () => {
  write('app/dist/index.html', '<html>');
  write('app/dist/assets/a.js', 'a()');
  const first = await packaged();
  expect(first.parameters).toEqual({
    Bucket: 'artifacts',
    AppKey: first.artifacts[0].key,
  });
  const files = unzipSync(first.artifacts[0].body);
  expect(
    Object.entries(files).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]),
  ).toEqual([
    ['assets/a.js', 'a()'],
    ['index.html', '<html>'],
  ]);
  await expect(packaged()).resolves.toEqual(first);
  write('app/dist/index.html', '<html lang="en">');
  expect((await packaged()).artifacts[0].key).not.toBe(first.artifacts[0].key);
});

it.each<[string, () => string, RegExp]>([
  [
    'a missing directory',
    () => app('../app/build'),
    /Directory of App \(template line 3\): .*app\/build does not exist\. Build the app first/,
  ],
  ['an empty one', () => app(), /is empty\. Build the app first/],
  [
    'a directory outside the project',
    () => app('../..'),
    /is outside the project/,
  ],
  [
    'a link to a file outside the project',
    () => {
      symlinkSync('/etc/hostname', path.join(folder, 'app/dist/name'));
      return app();
    },
    /dist\/name links to a file outside the project/,
  ],
  [
    'a linked folder outside the project',
    () => {
      symlinkSync('/etc', path.join(folder, 'app/dist/etc'));
      return app();
    },
    /dist\/etc is outside the project/,
  ],
  [
    'a key that is not a parameter',
    () => app().replace('!Ref AppKey', 'key'),
    /line 3: App: ArchiveKey must be a !Ref to a template parameter/,
  ],
])('rejects %s', async (_, resource, message) => {
  await expect(packaged(resource())).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(message),
  });
});

it('uploads a large artifact once, in parts, with a checksum', async () => {
  const world = await World.start();
  try {
    const body = randomBytes(20 * 1024 * 1024);
    const session = new StackSession(world.deploy(withFunction));
    const { calls } = session;
    const upload = () =>
      uploadArtifact(session, {
        s3: world.s3,
        bucket: ARTIFACT_BUCKET,
        artifact: {
          key: 'assets/big.zip',
          body,
          contentType: 'application/zip',
        },
      });
    await expect(upload()).resolves.toBe(true);
    await expect(upload()).resolves.toBe(false);
    expect(calls.counts).toMatchObject({ MultipartUpload: 1, HeadObject: 2 });
    const object = { Bucket: ARTIFACT_BUCKET, Key: 'assets/big.zip' };
    const { Body } = await world.s3.send(new GetObjectCommand(object));
    const stored = await Body!.transformToByteArray();
    expect(Buffer.compare(Buffer.from(stored), body)).toBe(0);
    const { ETag } = await world.s3.send(new HeadObjectCommand(object));
    expect(ETag).toMatch(/-3"$/);
  } finally {
    await world.close();
  }
});
