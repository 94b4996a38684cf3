import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { exampleAnswers } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { recordOf, stackArn } from '../lib/catalogFile/__testUtils__/records';
import { recordInCatalog } from '../lib/catalogFile/recordInCatalog';
import { createGenerateAction } from './generate';

const other = { description: 'Takes and ships orders' };

describe('privateServerless:project:generate over a repository', () => {
  let world: World;
  let workspacePath: string;
  let lines: string[];
  let first: Awaited<ReturnType<typeof generate>>;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const file = (name: string) => path.join(workspacePath, name);
  const read = (name: string) => readFile(file(name), 'utf8');

  async function generate(
    answers: Record<string, unknown> = {},
    input: JsonObject = {},
  ) {
    const action = createGenerateAction({
      ...world,
      permissions: mockServices.permissions({ result: AuthorizeResult.ALLOW }),
      catalog: catalogServiceMock({ entities: [] }),
      generateProject: generateInChild,
    });
    lines = [];
    return runAction(action, {
      workspacePath,
      input: { answers: exampleAnswers(answers) as JsonObject, ...input },
      onLine: line => lines.push(line),
    });
  }

  beforeEach(async () => {
    workspacePath = await world.workspace();
    first = await generate();
  });

  it('lists all files of a new repository', () => {
    const { written, conflicts, obsolete, files } = first;
    expect(written).toContain('catalog-info.yaml');
    expect(files).toBe(written.length);
    expect([conflicts, obsolete]).toEqual([[], []]);
  });

  it('writes nothing the second time', async () => {
    const { written, conflicts, obsolete, files } = await generate();
    expect([written, conflicts, obsolete, files]).toEqual([[], [], [], 0]);
  });

  it('keeps what recordOutputs has recorded, and recording again changes nothing', async () => {
    const record = recordOf(['ItemsTable'], {
      'private-serverless.dev/service-url': 'https://orders.acme.internal/live',
      'private-serverless.dev/vpc-endpoint-id': 'vpce-1',
      'private-serverless.dev/health-path': '/health/deep',
    });
    const recorded = recordInCatalog(
      await read('catalog-info.yaml'),
      'catalog-info.yaml',
      record,
    );
    expect(recorded).toContain(stackArn);
    expect(recorded).toContain('dependsOn:');
    await writeFile(file('catalog-info.yaml'), recorded);

    const same = await generate();
    expect([same.written, same.conflicts]).toEqual([[], []]);
    const { written, conflicts } = await generate(other);
    expect(conflicts).toEqual([]);
    expect(written).toContain('catalog-info.yaml');
    const text = await read('catalog-info.yaml');
    expect(text).toBe(recorded.replace('Takes orders', other.description));
    expect(recordInCatalog(text, 'catalog-info.yaml', record)).toBe(text);
    expect((await generate(other)).written).toEqual([]);
  });

  it('fails on a conflict, after the rest is written, and logs the diff without secrets', async () => {
    const edited = `${await read('README.md')}\nDB_PASSWORD=Tr0ub4dor\nOurs.\n`;
    await writeFile(file('README.md'), edited);
    await expect(generate(other)).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        'README.md differs from the generated text. The log has the diff. Apply it in the repository, or set onConflict: keep to keep the edited files.',
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'Conflict: README.md was edited, and its generated text has changed too',
        '--- a/README.md',
        '-Takes orders',
        '+Takes and ships orders',
        '-Ours.',
      ]),
    );
    expect(lines.join('\n')).not.toContain('Tr0ub4dor');
    expect(await read('README.md')).toBe(edited);
    expect(await read('mkdocs.yml')).toContain(other.description);
  });

  it('continues with onConflict: keep', async () => {
    await writeFile(file('README.md'), '# Ours\n');
    const output = await generate(other, { onConflict: 'keep' });
    expect(output).toMatchObject({
      conflicts: ['README.md'],
      stackName: 'orders-local',
    });
    expect(output.written).toContain('mkdocs.yml');
    expect(await read('README.md')).toBe('# Ours\n');
  });

  it('lists obsolete files and leaves them, and keeps deleted files deleted', async () => {
    await rm(file('tsconfig.json'));
    await writeFile(file('src/store.ts'), '// Ours.\n');
    const { obsolete, conflicts } = await generate({ data: [] });
    expect(conflicts).toEqual([]);
    expect(obsolete).toEqual([
      'src/items.ts',
      'src/store.ts',
      'test/dynalite.d.ts',
      'test/dynamodb.ts',
      'test/store.test.ts',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Deleted by a user, not generated again: tsconfig.json',
        'Obsolete: src/items.ts',
        'Obsolete: src/store.ts (edited)',
      ]),
    );
    expect(await read('src/items.ts')).not.toBe('');
    await expect(read('tsconfig.json')).rejects.toThrow('ENOENT');
  });

  it('refuses a repository that cannot be written, and writes nothing', async () => {
    await writeFile(file('.private-serverless/base.json.gz'), 'broken');
    const before = await read('README.md');
    await expect(generate(other)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(
        '.private-serverless/base.json.gz is not a complete gzip file',
      ),
    });
    expect(await read('README.md')).toBe(before);
  });
});
