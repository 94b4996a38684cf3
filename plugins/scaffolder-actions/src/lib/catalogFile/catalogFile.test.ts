import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readCatalogFile, replaceCatalogFile } from './catalogFile';

describe('the catalog file of a workspace', () => {
  let folder: string;
  let workspace: string;
  const at = (...names: string[]) => path.join(workspace, ...names);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'catalog-file-'));
    workspace = path.join(folder, 'workspace');
    await mkdir(at('real'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is replaced with its mode, byte order mark and line ends, and leaves no other file', async () => {
    await writeFile(at('catalog-info.yaml'), '\uFEFFa: 1\r\n');
    await chmod(at('catalog-info.yaml'), 0o664);
    const before = await stat(at('catalog-info.yaml'));
    const file = await readCatalogFile(workspace, 'catalog-info.yaml');
    expect(file.text).toBe('\uFEFFa: 1\r\n');
    await replaceCatalogFile(file, `${file.text}b: 2\r\n`);
    expect(await readFile(at('catalog-info.yaml'), 'utf8')).toBe(
      '\uFEFFa: 1\r\nb: 2\r\n',
    );
    const after = await stat(at('catalog-info.yaml'));
    expect(after.mode).toBe(before.mode);
    expect(after.ino).not.toBe(before.ino);
    expect(await readdir(workspace)).toEqual(['catalog-info.yaml', 'real']);
  });

  it('is replaced behind a link inside the workspace, which stays a link', async () => {
    await writeFile(at('real', 'info.yaml'), 'a: 1\n');
    await symlink('real/info.yaml', at('catalog-info.yaml'));
    const file = await readCatalogFile(workspace, 'catalog-info.yaml');
    await replaceCatalogFile(file, 'b: 2\n');
    expect(await readFile(at('real', 'info.yaml'), 'utf8')).toBe('b: 2\n');
    expect((await lstat(at('catalog-info.yaml'))).isSymbolicLink()).toBe(true);
  });

  it('stays as it is when it cannot be replaced', async () => {
    await writeFile(at('catalog-info.yaml'), 'a: 1\n');
    const file = await readCatalogFile(workspace, 'catalog-info.yaml');
    await rm(at('catalog-info.yaml'));
    await mkdir(at('catalog-info.yaml', 'now-a-folder'), { recursive: true });
    await expect(replaceCatalogFile(file, 'b: 2\n')).rejects.toThrow();
    expect(await readdir(workspace)).toEqual(['catalog-info.yaml', 'real']);
  });

  it.each([
    ['a file', 'outside.yaml'],
    ['a folder', path.join('link', 'outside.yaml')],
  ])(
    'is not followed out of the workspace through a link to %s',
    async (_, name) => {
      await writeFile(path.join(folder, 'outside.yaml'), 'a: 1\n');
      await symlink('../outside.yaml', at('outside.yaml'));
      await symlink('..', at('link'));
      await expect(readCatalogFile(workspace, name)).rejects.toThrow(
        /not allowed to refer to a directory outside/,
      );
    },
  );

  it.each([
    [
      'missing.yaml',
      /path 'missing\.yaml': the file cannot be read in the workspace \(ENOENT\)\. Use the path /,
    ],
    ['real', /path 'real': not a file\. Use the path /],
    ['utf16.yaml', /path 'utf16\.yaml': the file is not UTF-8 text\. Convert /],
  ])('is refused: %s', async (name, message) => {
    await writeFile(at('utf16.yaml'), Buffer.from('\uFEFFa: 1\n', 'utf16le'));
    await expect(readCatalogFile(workspace, name)).rejects.toThrow(message);
  });
});
