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

/** Where the host keeps its repositories, and who may write. */
export type GitHostOptions = Account & {
  /** Folder of the bare repositories, `NAME.git` each. What is there already is served. */
  directory: string;
  /** Port on the loopback interface; 0 for any that is free. */
  port: number;
  /** The one organization that owns all repositories. @default demo */
  organization?: string;
};

/** A running git host. */
export type GitHost = {
  /** Its address, without a trailing slash. */
  url: string;
  organization: string;
  close(): Promise<void>;
};

/**
 * Starts a git host on this machine for the demo and for tests. To Backstage it is a Gitea: `publish:gitea`, the
 * catalog, TechDocs and `RepoUrlPicker` use it with `integrations.gitea`. To git it is a remote over HTTP.
 *
 * It listens on 127.0.0.1 only. Everybody who reaches it may read; only the user may create repositories and push.
 *
 * @throws Error where the port is taken
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
    answer(request, response, { routes, user, password, organization }).catch(
      error => refuse(request, response, error),
    );
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

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: Account & { routes: Route[]; organization: string },
): Promise<void> {
  // Only paths: a URL such as http://other.example/ is for a proxy, and //other/ would be read as a host.
  const target = request.url ?? '/';
  if (!/^\/(?!\/)/.test(target)) {
    throw new Problem(400, 'The address is not a path of this host.');
  }
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
  const user = userOf(request, host);
  for (const { method, path: pattern, needsUser, handle } of host.routes) {
    // Node sends the headers of a response to HEAD, and drops the body.
    const asked = request.method === 'HEAD' ? 'GET' : request.method;
    const match = asked === method && pattern.exec(pathname);
    if (!match) continue;
    if (needsUser && !user) {
      throw new Problem(401, 'This needs a user name and a password.');
    }
    const { owner = host.organization } = match.groups ?? {};
    if (owner !== host.organization) {
      throw new Problem(404, `No organization '${owner}'.`);
    }
    const parts = match.slice(1).map(part => part && decoded(part));
    await handle({ request, response, parts, query: searchParams, user });
    return;
  }
  throw new Problem(404, `No page at ${pathname}.`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(400, `'${part}' is not valid percent-encoding.`);
  }
}

function refuse(
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
      : { status: 500, message: 'The git host failed.' };
  // A rest of the request that nobody reads must not be taken for the next one.
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
    const title = status === 404 ? 'Not found' : 'Refused';
    send(response, status, htmlType, page(title, `<p>${escape(message)}</p>`));
  }
}
