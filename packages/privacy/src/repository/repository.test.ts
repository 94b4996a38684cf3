import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readRepository } from './readRepository';

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'repository-'));
  root = path.join(folder, 'orders');
  mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const exceptions = `
exceptions:
  - rule: PS31
    resource: Balancer
    reason: The clients send such headers.
    approver: Jo Smith
    expires: 2027-01-31
`;

describe('readRepository', () => {
  it('reads nothing from a folder without these files', async () => {
    write('template.yaml', 'Resources: {}');
    write('src/api.ts', `import '@aws-sdk/client-s3';`);
    expect(await readRepository(root)).toEqual({});
  });

  it('reads the exceptions beside any template', async () => {
    write('privacy-exceptions.yaml', exceptions);
    expect(await readRepository(root)).toMatchObject({
      exceptions: [{ rule: 'PS31', resource: 'Balancer', line: 3 }],
      exceptionsFile: 'privacy-exceptions.yaml',
    });
  });

  it('reads what the generator recorded about the environment', async () => {
    write(
      'private-serverless.json',
      JSON.stringify({
        privacy: {
          production: true,
          customerKey: false,
          severity: { PS53: 'M' },
          exceptions: ['PS07'],
          newRules: { block: { from: '2027-01-31' } },
        },
      }),
    );
    expect(await readRepository(root)).toEqual({
      settings: {
        severity: { PS53: 'M' },
        exceptions: ['PS07'],
        newRules: { block: { from: '2027-01-31' } },
      },
      intent: { production: true, customerKey: false, services: [] },
    });
  });

  it('accepts a repository of an earlier version', async () => {
    write('private-serverless.json', '{"template": "template.yaml"}');
    expect(await readRepository(root)).toEqual({
      settings: { severity: {} },
      intent: { services: [] },
    });
  });

  it('finds the services that the code calls, except that of the control plane', async () => {
    write('private-serverless.json', '{}');
    write('src/store.ts', `import { X } from '@aws-sdk/client-dynamodb';`);
    write('src/a/b.mjs', `await import("@aws-sdk/client-secrets-manager")`);
    write('src/control-plane/sync.ts', `import '@aws-sdk/client-ec2';`);
    write('src/node_modules/x/index.js', `require('@aws-sdk/client-sqs')`);
    write('test/x.test.ts', `import '@aws-sdk/client-sns';`);
    const { intent } = await readRepository(root);
    expect(intent?.services).toEqual(['dynamodb', 'secrets-manager']);
  });

  it.each([
    [
      'exceptions',
      'privacy-exceptions.yaml',
      exceptions.replace('PS31', 'P31'),
      /^privacy-exceptions\.yaml, line 3: exceptions\[0\]\.rule: 'P31' is not/,
    ],
    [
      'JSON',
      'private-serverless.json',
      '{',
      /^private-serverless\.json is not valid JSON: /,
    ],
    [
      'JSON, whose text it does not show',
      'private-serverless.json',
      '{ "secret": hunter2 }',
      /^private-serverless\.json is not valid JSON: Unexpected token 'h'\. Generate/,
    ],
    ...[
      ['privacy', [], 'privacy: \\[\\] is not an object'],
      [
        'a severity',
        { severity: { PS01: 'high' } },
        'privacy.severity.PS01: "high" is not H, M or L',
      ],
      [
        'a list of rules',
        { exceptions: 'PS01' },
        'privacy.exceptions: "PS01" is not a list',
      ],
      [
        'a date',
        { newRules: { block: { from: 'soon' } } },
        'privacy.newRules.block.from: "soon" is not a date',
      ],
      [
        'a day',
        { newRules: { block: { from: '9999-99-99' } } },
        'privacy.newRules.block.from: "9999-99-99" is not a date',
      ],
      ['a flag', { waf: 'yes' }, 'privacy.waf: "yes" is not true or false'],
    ].map(([name, privacy, message]): [string, string, string, RegExp] => [
      String(name),
      'private-serverless.json',
      JSON.stringify({ privacy }),
      new RegExp(`^private-serverless\\.json: ${message}.*\\. Generate`),
    ]),
  ])('rejects %s that is not valid', async (_, file, text, message) => {
    write(file, text);
    await expect(readRepository(root)).rejects.toMatchObject({
      name: 'RepositoryFileError',
      message: expect.stringMatching(message),
    });
  });

  it.each(['privacy-exceptions.yaml', 'private-serverless.json'])(
    'does not follow a link from %s to a file outside',
    async name => {
      writeFileSync(path.join(folder, 'other'), exceptions);
      symlinkSync(path.join(folder, 'other'), path.join(root, name));
      await expect(readRepository(root)).rejects.toThrow(
        `${name} is a link to a file outside the repository.`,
      );
    },
  );

  it('names a file that cannot be read', async () => {
    mkdirSync(path.join(root, 'privacy-exceptions.yaml'));
    await expect(readRepository(root)).rejects.toThrow(
      /^privacy-exceptions\.yaml cannot be read: EISDIR/,
    );
  });
});
