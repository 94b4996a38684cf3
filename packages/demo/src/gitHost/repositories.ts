import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { git } from './git';
import { Problem } from './problem';

const repositoryName = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
// A leading hyphen would be an option of git, and a colon would separate a path.
const refName = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;

/** Bare git repositories in one folder, `NAME.git` each. Content is read with the `git` command. */
export class Repositories {
  /** @param directory - folder of the repositories. Created with the first one */
  constructor(readonly directory: string) {}

  /** The names of all repositories, sorted. */
  async names(): Promise<string[]> {
    const entries = await readdir(this.directory).catch(() => []);
    return entries
      .filter(entry => entry.endsWith('.git'))
      .map(entry => entry.slice(0, -'.git'.length))
      .filter(isRepositoryName)
      .sort();
  }

  /**
   * Creates an empty repository.
   *
   * @throws Problem 422 for a name that is not valid, 409 for one that is taken
   */
  async create(name: unknown, description: string): Promise<void> {
    if (typeof name !== 'string' || !isRepositoryName(name)) {
      throw new Problem(
        422,
        `name: '${name}' is not a valid repository name. Use letters, digits, dots, hyphens and underscores.`,
      );
    }
    if (existsSync(this.folder(name))) throw alreadyExists();
    await mkdir(this.directory, { recursive: true });
    const unfinished = await mkdtemp(path.join(this.directory, '.create-'));
    try {
      await git(
        'init',
        '--bare',
        '--template=',
        '-q',
        '-b',
        'main',
        unfinished,
      );
      await writeFile(path.join(unfinished, 'description'), description);
      await rename(unfinished, this.folder(name));
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      // Another request created it in the meantime.
      if (existsSync(this.folder(name))) throw alreadyExists();
      throw error;
    }
  }

  /** @throws Problem 404 if there is no such repository */
  assertExists(name: string): void {
    if (!isRepositoryName(name) || !existsSync(this.folder(name))) {
      throw new Problem(404, `No repository '${name}'.`);
    }
  }

  /** Description of the repository. Empty without one. */
  async description(name: string): Promise<string> {
    this.assertExists(name);
    return readFile(path.join(this.folder(name), 'description'), 'utf8').catch(
      () => '',
    );
  }

  /** The branch that HEAD names. It can be without a commit. */
  async defaultBranch(name: string): Promise<string> {
    const ref = await this.run(name, 'symbolic-ref', '--short', 'HEAD');
    return ref.toString().trim();
  }

  /**
   * The commit that a branch, tag or hash names.
   *
   * @throws Problem 404 if there is none
   */
  async commit(name: string, ref: string): Promise<string> {
    this.assertExists(name);
    const hash = refName.test(ref)
      ? await this.run(
          name,
          'rev-parse',
          '--verify',
          '--quiet',
          `${ref}^{commit}`,
        ).catch(() => undefined)
      : undefined;
    if (!hash) throw new Problem(404, `No commit '${ref}' in '${name}'.`);
    return hash.toString().trim();
  }

  /** Paths of all files of a commit, sorted. */
  async list(name: string, ref: string): Promise<string[]> {
    const commit = await this.commit(name, ref);
    const out = await this.run(name, 'ls-tree', '-rz', '--name-only', commit);
    return out.toString().split('\0').filter(Boolean).sort();
  }

  /** @throws Problem 404 if the commit has no such file */
  async read(name: string, ref: string, file: string): Promise<Buffer> {
    const commit = await this.commit(name, ref);
    return this.run(name, 'cat-file', 'blob', `${commit}:${file}`).catch(() => {
      throw new Problem(404, `No file '${file}' in '${name}' at '${ref}'.`);
    });
  }

  /** All files of a commit as `tar.gz`, in a folder named like the repository. */
  async archive(name: string, ref: string): Promise<Buffer> {
    const commit = await this.commit(name, ref);
    return this.run(
      name,
      'archive',
      '--format=tar.gz',
      `--prefix=${name}/`,
      commit,
    );
  }

  private folder(name: string): string {
    return path.join(this.directory, `${name}.git`);
  }

  private run(name: string, ...args: string[]): Promise<Buffer> {
    this.assertExists(name);
    return git(`--git-dir=${this.folder(name)}`, ...args);
  }
}

function isRepositoryName(name: string): boolean {
  return repositoryName.test(name) && !name.endsWith('.git');
}

function alreadyExists(): Problem {
  // The message of Gitea.
  return new Problem(409, 'The repository with the same name already exists.');
}
