import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Account, userOf } from './account';
import { giteaApi } from './giteaApi';
import { escape, htmlType, page } from './html';
import { pages } from './pages';
import { Problem } from './problem';
import { Repositories } from './repositories';
import { type Route, send, sendJson } from './routes';
import { smartHttp } from './smartHttp';

/** Options of the git host. */
export type GitHostOptions = Account & {
  /** Folder of the bare repositories, `NAME.git` each. The host serves existing ones. */
  directory: string;
  /** Port on the loopback interface. 0 for any free port. */
  port: number;
  /** Organization that owns all repositories. @defaultValue 'demo' */
  organization?: string;
};

/** A running git host. */
export type GitHost = {
  /** URL, without a trailing slash. */
  url: string;
  organization: string;
  close(): Promise<void>;
};

/**
 * Starts a local git host for the demo and for tests. It implements the API of Gitea that Backstage uses
 * (`publish:gitea`, the catalog, TechDocs and `RepoUrlPicker`, with `integrations.gitea`), and git over HTTP.
 *
 * It listens on 127.0.0.1 only. Reading needs no credentials. Only the user can create repositories and push.
 *
 * @throws Error if the port is in use
 */
export async function startGitHost({
  directory,
  port,
  user,
  password,
  organization = 'demo',
}: GitHostOptions): Promise<GitHost> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const repositories = new Repositories(path.resolve(directory));
  const routes: Route[] = [
    ...giteaApi(repositories),
    ...smartHttp(repositories),
    ...pages(repositories, { organization, url }),
  ];
  server.on('request', (request, response) => {
    handleRequest(request, response, {
      routes,
      user,
      password,
      organization,
    }).catch(error => sendError(request, response, error));
  });
  return {
    url,
    organization,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  host: Account & { routes: Route[]; organization: string },
): Promise<void> {
  // Accept only paths: http://other.example/ is a request to a proxy, and `URL` would parse //other/ as a host.
  const target = request.url ?? '/';
  if (!/^\/(?!\/)/.test(target)) {
    throw new Problem(
      400,
      'The request target is not a path. Use a path such as /demo.',
    );
  }
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
  const user = userOf(request, host);
  for (const { method, path: pattern, needsUser, handle } of host.routes) {
    // For HEAD, Node sends the headers of the response and drops the body.
    const requested = request.method === 'HEAD' ? 'GET' : request.method;
    const match = requested === method && pattern.exec(pathname);
    if (!match) continue;
    if (needsUser && !user) {
      throw new Problem(401, 'A user name and a password are required.');
    }
    const { owner = host.organization } = match.groups ?? {};
    if (owner !== host.organization) {
      throw new Problem(404, `No organization '${owner}'.`);
    }
    const parts = match.slice(1).map(part => part && decoded(part));
    await handle({ request, response, parts, query: searchParams, user });
    return;
  }
  throw new Problem(404, `Page not found: ${pathname}.`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(400, `'${part}' is not valid percent-encoding.`);
  }
}

function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message } =
    error instanceof Problem
      ? error
      : { status: 500, message: 'Internal error of the git host.' };
  // Close the connection, so that an unread rest of the request is not parsed as the next request.
  response.setHeader('Connection', 'close');
  if (status === 401) {
    response.setHeader(
      'WWW-Authenticate',
      'Basic realm="git", charset="UTF-8"',
    );
  }
  if (request.url?.startsWith('/api/')) {
    sendJson(response, status, { message });
  } else {
    const title = status === 404 ? 'Not found' : 'Request rejected';
    send(response, status, htmlType, page(title, `<p>${escape(message)}</p>`));
  }
}
