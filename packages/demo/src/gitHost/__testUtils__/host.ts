import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from '../git';
import { startGitHost } from '../startGitHost';

const run = promisify(execFile);

/** The account of the hosts under test. */
export const account = { user: 'demo', password: 'p@ss:w0rd' };

/** A git host with its own folder. */
export async function startTestHost() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'git-host-'));
  const directory = path.join(folder, 'git');
  let host = await startGitHost({ ...account, directory, port: 0 });
  let workspaces = 0;
  return {
    directory,
    get url() {
      return host.url;
    },
    /** Stops the host and starts another one with the same folder. */
    async restart(): Promise<void> {
      await host.close();
      host = await startGitHost({ ...account, directory, port: 0 });
    },
    /** Creates a folder with these files. */
    async workspace(files: Record<string, string>): Promise<string> {
      const root = path.join(folder, `workspace-${workspaces++}`);
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(root, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      return root;
    },
    /** Creates a repository as `publish:gitea` does. */
    createRepository: (name: unknown, options: RequestInit = {}) =>
      fetch(`${host.url}/api/v1/orgs/demo/repos`, {
        method: 'POST',
        headers: { Authorization: basic() },
        body: JSON.stringify({ name, description: 'Takes <b>orders</b>' }),
        ...options,
      }),
    async close(): Promise<void> {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A host under test. */
export type TestHost = Awaited<ReturnType<typeof startTestHost>>;

/** The value of an `Authorization` header. */
export function basic({ user, password } = account): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Runs git as a user, without a prompt. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd,
    env: {
      ...gitEnvironment,
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 'test@localhost',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 'test@localhost',
    },
  });
  return stdout.trim();
}

/** A remote URL with credentials. */
export function withAccount(url: string, { user, password } = account): string {
  const remote = new URL(url);
  remote.username = user;
  remote.password = encodeURIComponent(password);
  return remote.toString();
}
