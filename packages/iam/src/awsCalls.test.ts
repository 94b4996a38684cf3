import { readdirSync } from 'node:fs';
import path from 'node:path';
import { callsOf, findAwsCalls } from './awsCalls';
import { callers, folders } from './callers';
import { repositoryRoot } from './documents';

describe('The AWS calls of the sources', () => {
  const found = folders.flatMap(folder => findAwsCalls(repositoryRoot, folder));

  it('are exactly the calls of the table', () => {
    const rows = callers.flatMap(({ file, calls }) =>
      Object.keys(calls).map(call => `${file}: ${call}`),
    );
    expect(rows.sort()).toEqual(
      found.map(({ file, call }) => `${file}: ${call}`).sort(),
    );
  });

  it('are searched in every package and plugin that calls AWS in an installation', () => {
    const all = ['packages', 'plugins'].flatMap(group =>
      readdirSync(path.join(repositoryRoot, group)).map(
        name => `${group}/${name}`,
      ),
    );
    const withoutCalls = [
      'app',
      'backend',
      'demo',
      'iam',
      'sandbox',
      'testing',
    ].map(name => `packages/${name}`);
    expect(
      [...folders.map(folder => path.dirname(folder)), ...withoutCalls].sort(),
    ).toEqual(all.sort());
  });

  it('have at least one role each', () => {
    for (const { calls } of callers) {
      for (const roles of Object.values(calls)) {
        expect(roles).not.toEqual([]);
      }
    }
  });
});

describe('callsOf', () => {
  const calls = (text: string) => callsOf('a.ts', text).map(({ call }) => call);

  it('finds commands with and without an import alias, and uploads', () => {
    expect(
      calls(`
        import { GetObjectCommand as Get, S3Client, type ListBucketsCommand } from '@aws-sdk/client-s3';
        import { Upload } from '@aws-sdk/lib-storage';
        const s3 = new S3Client({});
        const later = () => s3.send(new Get({}));
        new Upload({ client: s3 });
        new Get({});
      `),
    ).toEqual(['GetObject', 'Upload']);
  });

  it('finds no call in strings, comments and classes of other modules', () => {
    expect(
      calls(`
        import { GetObjectCommand } from './commands';
        // new PutObjectCommand({})
        const text = 'new PutObjectCommand({})';
        new GetObjectCommand();
      `),
    ).toEqual([]);
  });

  it.each([
    ["import * as s3 from '@aws-sdk/client-s3';", 'imported as a namespace'],
    ["import s3 from '@aws-sdk/client-s3';", 'imported as a namespace'],
    ["const s3 = await import('@aws-sdk/client-s3');", 'loaded at run time'],
    ["const s3 = require('@aws-sdk/client-s3');", 'loaded at run time'],
    ["export * from '@aws-sdk/client-s3';", 're-exported'],
    ["export { GetObjectCommand } from '@aws-sdk/client-s3';", 're-exported'],
    [
      "import { GetObjectCommand } from '@aws-sdk/client-s3'; const Get = GetObjectCommand; new Get({});",
      "'GetObjectCommand' is imported but not created",
    ],
    ["import { S3 } from '@aws-sdk/client-s3';", "'S3' .* unknown kind"],
    [
      "import { paginateListObjectsV2 } from '@aws-sdk/client-s3';",
      'unknown kind',
    ],
    [
      "import { waitUntilStackExists } from '@aws-sdk/client-cloudformation';",
      'unknown kind',
    ],
  ])('rejects code that could hide a call: %s', (text, reason) => {
    expect(() => calls(`\n${text}`)).toThrow(
      new RegExp(`^a.ts:2: .*${reason}`),
    );
  });
});
