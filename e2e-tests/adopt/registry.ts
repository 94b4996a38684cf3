import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Yarn refuses versions that are younger than `npmMinimalAgeGate`, three days in a new app. */
const publishedAt = new Date(Date.now() - 7 * 86_400_000).toISOString();

/**
 * An npm registry that has our tarballs as if they were released, and passes every other request on.
 *
 * @param tarballs - absolute paths by package name
 * @param upstream - the registry of everything else
 */
export async function startRegistry(
  tarballs: Map<string, string>,
  upstream: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    respond(decodeURIComponent(request.url ?? '/'))
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'Content-Type': type }).end(body);
      })
      .catch(error => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function respond(pathname: string) {
    const file = tarballs.get(pathname.replace(/^\/-\/ours\//, ''));
    if (pathname.startsWith('/-/ours/') && file) {
      return {
        status: 200,
        type: 'application/octet-stream',
        body: readFileSync(file),
      };
    }
    const ours = tarballs.get(pathname.slice(1));
    if (ours) {
      return {
        status: 200,
        type: 'application/json',
        body: JSON.stringify(packument(pathname.slice(1), ours)),
      };
    }
    const from = new URL(
      pathname.slice(1).replace(/^(@[^/]+)\/([^/]+)$/, '$1%2f$2'),
      `${upstream.replace(/\/$/, '')}/`,
    );
    const answer = await fetch(from);
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? 'application/octet-stream',
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }

  function packument(name: string, file: string) {
    const manifest = JSON.parse(
      execFileSync('tar', ['xOzf', file, 'package/package.json'], {
        encoding: 'utf8',
      }),
    );
    const sha512 = createHash('sha512').update(readFileSync(file));
    const { version } = manifest;
    return {
      name,
      'dist-tags': { latest: version },
      time: { [version]: publishedAt },
      versions: {
        [version]: {
          ...manifest,
          dist: {
            tarball: `${url}/-/ours/${name}`,
            integrity: `sha512-${sha512.digest('base64')}`,
          },
        },
      },
    };
  }

  return {
    url,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The tarballs by name, without the folders of their sources. */
export function tarballsByName(
  packages: Map<string, { tarball: string }>,
): Map<string, string> {
  return new Map(
    [...packages].map(([name, { tarball }]) => [name, path.resolve(tarball)]),
  );
}
