import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers, config } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';

let folder: string;
beforeEach(() => {
  folder = folderWith({
    'config.yaml': config,
    'answers.json': answers,
    'other.json': { ...answers, description: 'Ships', data: [] },
    'bad.json': { ...answers, name: 'Not A Label', entry: 'magic' },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => path.join(folder, 'out', name);
const generate = (name = 'answers.json', ...more: string[]) =>
  run(
    [
      ...['generate', '--answers', name, '--out', 'out'],
      ...['--config', 'config.yaml', ...more],
    ],
    { cwd: folder },
  );

describe('generate', () => {
  it('lists the written files, and reports that a second run writes nothing', async () => {
    const first = await generate();
    expect(first.stdout).toMatch(/^Written: \d+ files\n {2}\.gitignore\n/);
    expect(first.stdout).toMatch(
      /^Stack: orders-local\. Next: run verify out, then deploy out --environment local$/m,
    );
    expect(first.code).toBe(0);
    const second = await generate();
    expect(second.stdout).toMatch(
      /^No file has to be written\.\nUnchanged: \d+ files\nStack: orders-local/,
    );
    expect(second.code).toBe(0);
  });

  it('ends with code 1 on a conflict, shows the diff, and writes the other files', async () => {
    await generate();
    appendFileSync(file('README.md'), 'Ours.\n');
    rmSync(file('tsconfig.json'));
    const { code, stdout } = await generate('other.json');
    expect(stdout).toMatch(/^Written: \d+ files\n(?: .*\n)* {2}mkdocs\.yml$/m);
    expect(stdout).toMatch(
      /^Deleted in the repository, not written again: 1 file\n {2}tsconfig\.json$/m,
    );
    expect(stdout).toMatch(
      /^Conflicts: 1 file, not changed\n {2}README\.md was edited, and its generated text has changed too\n--- a\/README\.md\n/m,
    );
    expect(stdout).toMatch(/^-Orders of the shop\n\+Ships$/m);
    expect(stdout).toMatch(/^-Ours\.$/m);
    expect(stdout).toMatch(/^What to do: [Aa]pply/m);
    expect(stdout).not.toMatch(/^Stack:/m);
    expect(code).toBe(1);
    expect(readFileSync(file('README.md'), 'utf8')).toMatch(/Ours\.\n$/);
    expect(readFileSync(file('mkdocs.yml'), 'utf8')).toContain('Ships');
  });

  it('lists obsolete files, and removes unedited ones with --force', async () => {
    await generate();
    appendFileSync(file('src/store.ts'), '// Ours.\n');
    const listed = await generate('other.json');
    expect(listed.stdout).toMatch(
      /^Obsolete: 5 files\n {2}src\/items\.ts\n {2}src\/store\.ts \(edited\)$/m,
    );
    expect(listed.stdout).toMatch(
      /^What to do: run the command generate with/m,
    );
    expect(listed.code).toBe(0);
    const forced = await generate('other.json', '--force');
    expect(forced.stdout).toMatch(/^Removed: 4 files\n {2}src\/items\.ts$/m);
    expect(forced.stdout).toMatch(
      /^Obsolete: 1 file\n {2}src\/store\.ts \(edited\)$/m,
    );
    expect(forced.code).toBe(0);
    expect(readFileSync(file('src/store.ts'), 'utf8')).toMatch(/Ours\.\n$/);
    expect(() => readFileSync(file('src/items.ts'))).toThrow('ENOENT');
  });

  it('hides the secrets of an edited file', async () => {
    await generate();
    appendFileSync(
      file('src/api.ts'),
      "const options = { password: 'Tr0ub4dor' };\n// Ours.\n",
    );
    const { code, stdout } = await generate();
    expect(stdout).toMatch(/^-const options = \{ password: \*\*\*\*/m);
    expect(stdout).toMatch(/^-\/\/ Ours\.$/m);
    expect(stdout).not.toContain('Tr0ub4dor');
    expect(code).toBe(1);
  });

  it.each([
    ['bad.json', {}, /^name: .*\n(?:.*\n)?entry: |^entry: .*\n(?:.*\n)?name: /],
    [
      'other.json',
      { '.private-serverless/base.json.gz': '<<<<<<< HEAD\n' },
      /^\.private-serverless\/base\.json\.gz is not a complete gzip file of UTF-8 text\. Restore it from git, or delete it/,
    ],
    [
      'other.json',
      { '.private-serverless': 'a file' },
      /^\.private-serverless is not a folder\. Move it away/,
    ],
  ])(
    'ends with code 2 and writes nothing for %s with %j',
    async (name, files, message) => {
      await generate();
      for (const [place, text] of Object.entries<string>(files)) {
        rmSync(file(place), { recursive: true, force: true });
        writeFileSync(file(place), text);
      }
      const before = readFileSync(file('README.md'), 'utf8');
      const { code, stdout, stderr } = await generate(name);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      expect(stdout).toBe('');
      expect(code).toBe(2);
      expect(readFileSync(file('README.md'), 'utf8')).toBe(before);
    },
  );
});
