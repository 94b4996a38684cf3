import { execFile } from 'node:child_process';
import {
  access,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { RootConfigService } from '@backstage/backend-plugin-api';

const run = promisify(execFile);
const branch = 'main';
const publisherFile = 'published-by';
const repositoryName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The demo's source-code host: bare git repositories in one folder (`demo.git.directory`), each with one branch, read
 * and written with the `git` command. Only the demo has it; whoever installs the plugins publishes with any
 * `publish:*` action.
 */
export class Repositories {
  /**
   * @param directory - the folder of the bare repositories
   * @param baseUrl - where `gitPlugin` shows them, without a trailing slash
   */
  constructor(private readonly directory: string, readonly baseUrl: string) {}

  /** @returns undefined where `demo.git.directory` is not configured: then this backend is not the demo */
  static fromConfig(config: RootConfigService): Repositories | undefined {
    if (!config.has('demo.git.directory')) return undefined;
    return new Repositories(
      path.resolve(config.getString('demo.git.directory')),
      `${config.getString('backend.baseUrl')}/api/demo-git`,
    );
  }

  /** The address of a repository's root, with a trailing slash: relative references of catalog files resolve to it. */
  url(name: string): string {
    return `${this.baseUrl}/${name}/`;
  }

  /**
   * Says whether a repository of this name can still be made.
   * @throws InputError for a name that is no repository name, ConflictError for one that is taken
   */
  async assertFree(name: string): Promise<void> {
    if (await this.exists(name)) {
      throw new ConflictError(
        `The repository '${name}' exists already at ${this.url(
          name,
        )}. Choose another name.`,
      );
    }
  }

  /**
   * Makes the repository out of the files of a folder, as one commit.
   * @param by - who publishes: the same one again, after its backend was killed, gets what it has published
   * @throws as `assertFree`; nothing is left behind when it fails
   */
  async publish(
    name: string,
    folder: string,
    by: string,
  ): Promise<{ commit: string }> {
    const publisher = path.join(this.gitDir(name), publisherFile);
    if ((await readFile(publisher, 'utf8').catch(() => '')) === by) {
      return { commit: await this.head(name) };
    }
    await this.assertFree(name);
    await mkdir(this.directory, { recursive: true });
    const work = await mkdtemp(path.join(this.directory, '.publish-'));
    try {
      const git = (...args: string[]) =>
        run('git', [`--git-dir=${work}`, `--work-tree=${folder}`, ...args], {
          env: {
            ...process.env,
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_CONFIG_GLOBAL: '/dev/null',
          },
        });
      await run('git', ['init', '--bare', '-q', '-b', branch, work]);
      await git('add', '--all');
      await git(
        '-c',
        'user.name=Private Serverless demo',
        '-c',
        'user.email=demo@localhost',
        'commit',
        '-q',
        '-m',
        'Create the service from the golden path',
      );
      await writeFile(path.join(work, publisherFile), by);
      await rename(work, this.gitDir(name));
      return { commit: await this.head(name) };
    } catch (error) {
      await rm(work, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * The commit at the head, as an entity tag. The catalog asks for it every few seconds for each service, so it comes
   * from git's file where that is there; git may also have packed it.
   */
  async head(name: string): Promise<string> {
    await this.assertExists(name);
    const file = path.join(this.gitDir(name), 'refs/heads', branch);
    const commit = await readFile(file, 'utf8').catch(async () =>
      (await this.git(name, 'rev-parse', branch)).toString(),
    );
    return commit.trim();
  }

  /** Paths of all files at the head, sorted. */
  async list(name: string): Promise<string[]> {
    await this.assertExists(name);
    const out = await this.git(name, 'ls-tree', '-rz', '--name-only', branch);
    return out.toString().split('\0').filter(Boolean).sort();
  }

  /** @throws NotFoundError where the head has no such file */
  async read(name: string, file: string): Promise<Buffer> {
    await this.assertExists(name);
    try {
      return await this.git(name, 'cat-file', 'blob', `${branch}:${file}`);
    } catch {
      throw new NotFoundError(`No file '${file}' in repository '${name}'.`);
    }
  }

  /** The names of all repositories, sorted. */
  async names(): Promise<string[]> {
    const entries = await readdir(this.directory).catch(() => []);
    return entries
      .filter(entry => entry.endsWith('.git'))
      .map(entry => entry.slice(0, -4))
      .sort();
  }

  /** Where `git clone` finds a repository. */
  gitDir(name: string): string {
    if (!repositoryName.test(name)) {
      throw new InputError(
        `'${name}' is no repository name: use lower-case letters, digits and hyphens, at most 63.`,
      );
    }
    return path.join(this.directory, `${name}.git`);
  }

  private async exists(name: string): Promise<boolean> {
    return access(this.gitDir(name)).then(
      () => true,
      () => false,
    );
  }

  private async assertExists(name: string): Promise<void> {
    if (!(await this.exists(name))) {
      throw new NotFoundError(`No repository '${name}'.`);
    }
  }

  private async git(name: string, ...args: string[]): Promise<Buffer> {
    const { stdout } = await run(
      'git',
      [`--git-dir=${this.gitDir(name)}`, ...args],
      { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 },
    );
    return stdout;
  }
}
