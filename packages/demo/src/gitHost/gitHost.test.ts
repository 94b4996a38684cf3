import { readdir, readFile, rename } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import {
  account,
  basic,
  git,
  startTestHost,
  type TestHost,
  withAccount,
} from './__testUtils__/host';
import { startGitHost } from './startGitHost';

let host: TestHost;
beforeEach(async () => {
  host = await startTestHost();
});
afterEach(() => host.close());

/** Creates a repository and pushes the files to its branch `main`. */
async function publish(
  name: string,
  files: Record<string, string>,
): Promise<string> {
  expect((await host.createRepository(name)).status).toBe(201);
  const work = await host.workspace(files);
  await git(work, 'init', '-q', '-b', 'main');
  await git(work, 'add', '.');
  await git(work, 'commit', '-qm', 'first');
  await git(
    work,
    'push',
    '-q',
    withAccount(`${host.url}/demo/${name}.git`),
    'main',
  );
  return work;
}

const get = (location: string, headers: Record<string, string> = {}) =>
  fetch(`${host.url}${location}`, { headers, redirect: 'manual' });

describe('git over HTTP', () => {
  it('clones a pushed repository without credentials, with and without .git in the URL', async () => {
    const work = await publish('orders', { 'docs/index.md': '# Hello\n' });
    const head = await git(work, 'rev-parse', 'HEAD');
    for (const url of ['/demo/orders.git', '/demo/orders']) {
      const copy = path.join(await host.workspace({ '.keep': '' }), 'copy');
      await git(work, 'clone', '-q', `${host.url}${url}`, copy);
      expect(await git(copy, 'rev-parse', 'HEAD')).toBe(head);
      expect(await readFile(path.join(copy, 'docs/index.md'), 'utf8')).toBe(
        '# Hello\n',
      );
    }
  });

  it('accepts a push that git sends in chunks', async () => {
    const work = await publish('orders', { a: 'a' });
    const large = await host.workspace({
      // Random, so that git cannot compress it to less than its buffer.
      large: Array.from({ length: 200_000 }, () => Math.random()).join('\n'),
    });
    await rename(path.join(large, 'large'), path.join(work, 'large'));
    await git(work, 'add', '.');
    await git(work, 'commit', '-qm', 'large');
    await git(
      work,
      'push',
      '-q',
      withAccount(`${host.url}/demo/orders.git`),
      'main',
    );
    expect(
      (await get('/api/v1/repos/demo/orders/contents/large?ref=main')).status,
    ).toBe(200);
  });

  it.each([
    ['without credentials', undefined],
    ['with a wrong password', { ...account, password: 'wrong' }],
    ['of another user', { ...account, user: 'root' }],
  ])('rejects a push %s', async (_case, credentials) => {
    const work = await publish('orders', { a: 'a' });
    await git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
    const remote = `${host.url}/demo/orders.git`;
    await expect(
      git(
        work,
        'push',
        '-q',
        credentials ? withAccount(remote, credentials) : remote,
        'main',
      ),
    ).rejects.toThrow(/Authentication failed|could not read Username/);
    const { sha } = await (
      await get('/api/v1/repos/demo/orders/git/commits/main')
    ).json();
    expect(sha).toBe(await git(work, 'rev-parse', 'HEAD~1'));
  });

  it('serves no other file of a repository or of its folder', async () => {
    await publish('orders', { a: 'a' });
    for (const location of [
      '/demo/orders.git/config',
      '/demo/orders.git/HEAD',
      '/demo/..%2F..%2Fetc/info/refs?service=git-upload-pack',
      '/demo/%2E%2E/info/refs?service=git-upload-pack',
      '/other/orders.git/info/refs?service=git-upload-pack',
    ]) {
      expect([location, (await get(location)).status]).toEqual([location, 404]);
    }
  });
});

describe('requests of other clients', () => {
  it('responds to HEAD with the headers of GET and no body', async () => {
    await publish('orders', { 'README.md': 'Hello' });
    for (const location of [
      '/',
      '/demo/orders',
      '/demo/orders/src/branch/main/README.md',
      '/api/v1/repos/demo/orders/contents/README.md?ref=main',
      '/demo/orders.git/info/refs?service=git-upload-pack',
      '/demo/none',
    ]) {
      const whole = await fetch(`${host.url}${location}`);
      const head = await fetch(`${host.url}${location}`, { method: 'HEAD' });
      expect([location, head.status]).toEqual([location, whole.status]);
      expect(head.headers.get('content-type')).toBe(
        whole.headers.get('content-type'),
      );
      expect(await head.text()).toBe('');
      expect(await whole.text()).not.toBe('');
    }
  });

  it("sends the headers of git's program unchanged", async () => {
    await publish('orders', { a: 'a' });
    const refs = await get(
      '/demo/orders.git/info/refs?service=git-upload-pack',
    );
    expect(refs.headers.get('expires')).toBe('Fri, 01 Jan 1980 00:00:00 GMT');
  });

  it.each(['//', '//demo/orders', 'http://other.example/demo/orders', '*'])(
    'rejects %s, which is not a path',
    async target => {
      await publish('orders', { a: 'a' });
      const status = await new Promise((resolve, reject) => {
        request(host.url, { path: target }, response => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end();
      });
      expect(status).toBe(400);
    },
  );

  it('accepts pushes to several repositories and branches at the same time', async () => {
    const names = ['one', 'two', 'three'];
    const works = await Promise.all(
      names.map(name => publish(name, { a: name })),
    );
    await Promise.all(
      ['x', 'y', 'z'].map(branch =>
        git(
          works[0],
          'push',
          '-q',
          withAccount(`${host.url}/demo/one.git`),
          `main:${branch}`,
        ),
      ),
    );
    for (const [index, name] of names.entries()) {
      const head = await git(works[index], 'rev-parse', 'HEAD');
      for (const branch of name === 'one'
        ? ['main', 'x', 'y', 'z']
        : ['main']) {
        const { sha } = await (
          await get(`/api/v1/repos/demo/${name}/git/commits/${branch}`)
        ).json();
        expect([name, branch, sha]).toEqual([name, branch, head]);
      }
    }
  });
});

describe('creating repositories', () => {
  it('rejects an existing name and changes nothing', async () => {
    const work = await publish('orders', { a: 'a' });
    const again = await host.createRepository('orders');
    expect(again.status).toBe(409);
    expect(await again.json()).toEqual({
      message: 'The repository with the same name already exists.',
    });
    const { sha } = await (
      await get('/api/v1/repos/demo/orders/git/commits/main')
    ).json();
    expect(sha).toBe(await git(work, 'rev-parse', 'HEAD'));
  });

  it('creates one repository for two concurrent requests with the same name', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => host.createRepository('orders')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await readdir(host.directory)).toEqual(['orders.git']);
  });

  it.each(['../outside', 'a/b', '', '-x', '.hidden', 'x.git', 7, undefined])(
    'rejects the name %j',
    async name => {
      const answer = await host.createRepository(name);
      expect(answer.status).toBe(422);
      expect((await answer.json()).message).toMatch(/^name: .*Use letters/);
      expect(await readdir(path.dirname(host.directory))).toEqual([]);
    },
  );

  it.each([
    ['no credentials', {}, 401],
    ['a token', { Authorization: 'token x' }, 401],
    ['broken JSON', { body: '{' }, 400],
    ['a body that is too large', { body: 'x'.repeat(70_000) }, 413],
  ])('rejects %s', async (_case, { body, ...headers }: any, status) => {
    const answer = await host.createRepository('orders', {
      ...(body ? { body } : { headers }),
    });
    expect(answer.status).toBe(status);
    expect((await answer.json()).message).toMatch(/\.$/);
    expect(await readdir(host.directory).catch(() => [])).toEqual([]);
  });
});

describe('pages', () => {
  const files = {
    'README.md': '# Orders <script>alert(1)</script>\n',
    'src/a&b <i>.txt': '<img src=x onerror=alert(1)>',
    binary: '\0\0',
  };

  it('shows the files and the README of a repository, with escaped text', async () => {
    await publish('orders', files);
    const opened = await get('/demo/orders.git');
    expect([opened.status, opened.headers.get('location')]).toEqual([
      302,
      '/demo/orders',
    ]);
    for (const location of ['/demo/orders', '/demo/orders/src/branch/main/']) {
      const answer = await get(location);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain(
        "default-src 'none'",
      );
      const html = await answer.text();
      expect(html).toContain('# Orders &#60;script&#62;alert(1)');
      expect(html).toContain(
        'href="/demo/orders/src/branch/main/src/a%26b%20%3Ci%3E.txt"',
      );
      expect(html).toContain(`git clone ${host.url}/demo/orders.git`);
      expect(html).toContain('Takes &#60;b&#62;orders');
      expect(html).not.toMatch(/<script|<b>|<i>/);
    }
  });

  it('shows a file and a folder, and redirects an edit link to the file', async () => {
    await publish('orders', files);
    const at = '/demo/orders/src/branch/main';
    const file = await get(`${at}/src/a%26b%20%3Ci%3E.txt`);
    const html = await file.text();
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
    expect(html).not.toContain('<img');
    expect(await (await get(`${at}/binary`)).text()).toContain(
      'Binary file, 2 bytes.',
    );
    expect(await (await get(`${at}/src`)).text()).toContain('a%26b');
    const edit = await get('/demo/orders/_edit/main/README.md');
    expect(edit.headers.get('location')).toBe(`${at}/README.md`);
  });

  it.each([
    '/demo/none',
    '/other/orders',
    '/demo/orders/src/branch/none/',
    '/demo/orders/src/branch/main/none',
    '/demo/orders/src/branch/--help/',
    '/demo/%3Cscript%3E',
    '/a/b/c',
  ])('returns 404 with a page for %s', async location => {
    await publish('orders', files);
    const answer = await get(location);
    const html = await answer.text();
    expect(answer.status).toBe(404);
    expect(html).toContain('<h1>Not found</h1>');
    expect(html).not.toContain('<script');
  });

  it('lists the repositories, including those without a commit', async () => {
    expect(await (await get('/')).text()).toContain('No repositories yet');
    await host.createRepository('empty');
    await publish('orders', files);
    const html = await (await get('/demo')).text();
    expect(html).toContain('<a href="/demo/empty">empty</a>');
    expect(html).toContain('<a href="/demo/orders">orders</a>');
    expect(await (await get('/demo/empty')).text()).toContain(
      'This repository has no commits yet.',
    );
  });
});

describe('state of the git host', () => {
  it('is available after a restart of the host', async () => {
    await publish('orders', { 'README.md': 'kept' });
    await host.restart();
    expect(await (await get('/demo/orders')).text()).toContain('kept');
    expect((await host.createRepository('orders')).status).toBe(409);
  });

  it('rejects wrong credentials also for reading', async () => {
    await publish('orders', { a: 'a' });
    const location = '/api/v1/repos/demo/orders/git/commits/main';
    expect((await get(location)).status).toBe(200);
    expect((await get(location, { Authorization: basic() })).status).toBe(200);
    const wrong = basic({ ...account, password: 'wrong' });
    const rejected = await get(location, { Authorization: wrong });
    expect(rejected.status).toBe(401);
    expect(await rejected.text()).not.toContain(account.password);
  });

  it('throws an error if the port is in use', async () => {
    const port = Number(new URL(host.url).port);
    await expect(
      startGitHost({ ...account, directory: host.directory, port }),
    ).rejects.toThrow(/EADDRINUSE/);
  });
});
