import { unzipSync } from 'fflate';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseTemplate } from '../template/parse';
import { packageAssets } from './package';

const folders: string[] = [];
afterAll(() => folders.forEach(f => rmSync(f, { recursive: true })));

/** Writes files into a new folder. */
function project(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stack-assets-'));
  folders.push(folder);
  for (const [name, content] of Object.entries({
    'private-serverless.json': '{}',
    ...files,
  })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const functionWith = (entry: string, key = 'ApiKey') => `
  Type: AWS::Lambda::Function
  Metadata: { privateServerlessAsset: { entry: ${entry} } }
  Properties: { Code: { S3Bucket: !Ref Bucket, S3Key: !Ref ${key} } }`;

const template = (folder: string, functions: Record<string, string>) =>
  parseTemplate(
    `Parameters: { Bucket: {}, ApiKey: {}, OtherKey: {} }
Resources:
${Object.entries(functions)
  .map(([name, text]) => `  ${name}: ${text.replaceAll('\n', '\n  ')}`)
  .join('\n')}
`,
    path.join(folder, 'infrastructure', 'template.yaml'),
  );

const session = { option: (name: string) => name };

const packaged = (folder: string, functions: Record<string, string>) =>
  packageAssets(session, {
    template: template(folder, functions),
    artifactBucket: 'artifacts',
  });

const handler = `
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { greeting } from './lib/greeting';
import facts from './facts.json';
export const handler = async (): Promise<string> => greeting + facts.size + typeof GetItemCommand;
`;
const sources = {
  'src/api.ts': handler,
  'src/lib/greeting.ts': `export const greeting: string = 'grüezi';`,
  'src/facts.json': '{ "size": 3 }',
};

describe('packageAssets', () => {
  it('bundles a handler into one file that runs without an install', async () => {
    const folder = project(sources);
    const { artifacts, parameters } = await packaged(folder, {
      Api: functionWith('../src/api.ts'),
    });
    expect(artifacts).toHaveLength(1);
    expect(parameters).toEqual({
      Bucket: 'artifacts',
      ApiKey: artifacts[0].key,
    });
    expect(artifacts[0].key).toMatch(/^assets\/[0-9a-f]{64}\.zip$/);

    const files = unzipSync(artifacts[0].body);
    expect(Object.keys(files)).toEqual(['index.js']);
    const code = Buffer.from(files['index.js']).toString();
    expect(code).not.toContain(folder);
    const loaded = { exports: {} as { handler: () => Promise<string> } };
    // eslint-disable-next-line no-new-func -- as Lambda loads it
    new Function('module', 'exports', 'require', code)(
      loaded,
      loaded.exports,
      createRequire(__filename),
    );
    await expect(loaded.exports.handler()).resolves.toBe('grüezi3function');
  });

  it('creates the same bytes from the same sources in any folder and time zone', async () => {
    const keys = await Promise.all(
      [project(sources), project(sources)].map(async folder => {
        const { parameters } = await packaged(folder, {
          Api: functionWith('../src/api.ts'),
        });
        return parameters.ApiKey;
      }),
    );
    expect(keys[0]).toBe(keys[1]);
    const inZone = (TZ: string) =>
      execFileSync(
        process.execPath,
        [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          '-p',
          `require(${JSON.stringify(
            require.resolve('./zip.ts'),
          )}).zipFiles({ a: Buffer.from('x'), b: Buffer.from('y') }).sha256`,
        ],
        { env: { ...process.env, TZ }, encoding: 'utf8' },
      );
    expect(inZone('Pacific/Auckland')).toBe(inZone('America/New_York'));
    const changed = await packaged(
      project({ ...sources, 'src/facts.json': '{ "size": 4 }' }),
      { Api: functionWith('../src/api.ts') },
    );
    expect(changed.parameters.ApiKey).not.toBe(keys[0]);
  });

  it('packages a shared entry once and ignores other functions', async () => {
    const { artifacts, parameters } = await packaged(project(sources), {
      Api: functionWith('../src/api.ts'),
      Other: functionWith('../src/api.ts', 'OtherKey'),
      Plain: '{ Type: AWS::Lambda::Function }',
    });
    expect(artifacts).toHaveLength(1);
    expect(parameters.OtherKey).toBe(parameters.ApiKey);
  });

  it.each([
    [
      'a syntax error, with file and line',
      { 'src/api.ts': 'export const a = 1;\nexport const = 2;' },
      /Handler of Api \(template line 3\) cannot be bundled: src\/api\.ts:2:\d+: Expected identifier/,
    ],
    [
      'a package that is not installed',
      { 'src/api.ts': "import x from 'left-pad';\nexport const handler = x;" },
      /src\/api\.ts:1:15: Could not resolve "left-pad"\. Install it \(npm install\)/,
    ],
    [
      'a missing local file',
      { 'src/api.ts': "import x from './no';\nexport const handler = x;" },
      /src\/api\.ts:1:15: Could not resolve "\.\/no"/,
    ],
    ['a missing entry', {}, /Handler of Api .* not found: .*src\/api\.ts/],
  ])('names %s', async (_, files, message) => {
    await expect(
      packaged(project(files), { Api: functionWith('../src/api.ts') }),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('rejects files outside the project', async () => {
    const outside = project({ 'secret.json': '{"password":"p4ss"}' });
    const secret = path.join(outside, 'secret.json');
    const folder = project({
      'src/imports.ts': `import s from ${JSON.stringify(
        secret,
      )};\nexport const handler = () => s;`,
      'src/link.ts': `import s from './linked.json';\nexport const handler = () => s;`,
    });
    symlinkSync(secret, path.join(folder, 'src', 'linked.json'));
    symlinkSync(outside, path.join(folder, 'src', 'folder'));
    const relative = path.relative(path.join(folder, 'infrastructure'), secret);
    for (const [entry, message] of [
      [relative, /is outside the project/],
      [secret, /is outside the project/],
      ['../src/linked.json', /is outside the project/],
      ['../src/folder/secret.json', /is outside the project/],
      ['../src/imports.ts', /cannot be bundled: .*is outside the project/],
      ['../src/link.ts', /cannot be bundled: .*is outside the project/],
    ] as const) {
      await expect(
        packaged(folder, { Api: functionWith(entry) }),
      ).rejects.toThrow(message);
    }
  });

  it.each([
    [functionWith("''"), /entry must be the path/],
    [
      '{ Type: AWS::Lambda::Function, Metadata: { privateServerlessAsset: 1 } }',
      /entry must be the path/,
    ],
    [
      '{ Type: AWS::S3::Bucket, Metadata: { privateServerlessAsset: { entry: x } } }',
      /is not valid for AWS::S3::Bucket\. Use it in an AWS::Lambda::Function or a custom resource/,
    ],
    [
      functionWith('../src/api.ts', 'Nothing'),
      /line 3: Api: Code\.S3Key must be a !Ref to a template parameter/,
    ],
  ])('rejects invalid metadata: %s', async (text, message) => {
    await expect(packaged(project(sources), { Api: text })).rejects.toThrow(
      message,
    );
  });

  it('rejects two entries with one key parameter, and functions without a bucket', async () => {
    const folder = project({ ...sources, 'src/b.ts': '' });
    await expect(
      packaged(folder, {
        Api: functionWith('../src/api.ts'),
        B: functionWith('../src/b.ts'),
      }),
    ).rejects.toThrow(
      /B and Api have different sources but the same key parameter ApiKey/,
    );
    await expect(
      packageAssets(session, {
        template: template(folder, { Api: functionWith('../src/api.ts') }),
      }),
    ).rejects.toThrow(
      /\(Api\), but no artifact bucket is set\. Set artifactBucket/,
    );
  });
});
