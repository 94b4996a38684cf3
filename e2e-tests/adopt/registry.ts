import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Yarn rejects versions that are less old than `npmMinimalAgeGate`, three days in a new app. */
const publishedAt = new Date(Date.now() - 7 * 86_400_000).toISOString();

/**
 * Starts an npm registry with our scoped packages as if they were released.
 *
 * @param tarballs - absolute paths by package name
 */
export async function startRegistry(
  tarballs: Map<string, string>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const pathname = decodeURIComponent(request.url ?? '/').slice(1);
    const [, archive] = /^-\/(.*)$/.exec(pathname) ?? [];
    const file = tarballs.get(archive ?? pathname);
    if (!file) {
      response.writeHead(404).end();
    } else if (archive) {
      response.end(readFileSync(file));
    } else {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(packument(pathname, file)));
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

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
            tarball: `${url}/-/${name}`,
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

/** Returns the tarballs by package name. */
export function tarballsByName(
  packages: Map<string, { tarball: string }>,
): Map<string, string> {
  return new Map(
    [...packages].map(([name, { tarball }]) => [name, path.resolve(tarball)]),
  );
}
