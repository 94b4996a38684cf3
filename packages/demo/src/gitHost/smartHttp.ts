import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import type { ServerResponse } from 'node:http';
import { gitEnvironment } from './git';
import { Problem } from './problem';
import type { Repositories } from './repositories';
import type { Call, Route } from './routes';

/**
 * Clone, fetch and push over HTTP, with git's `http-backend`. Cloning needs no credentials, and pushing needs the user.
 * https://git-scm.com/docs/git-http-backend
 */
export function smartHttp(repositories: Repositories): Route[] {
  const serve = async (call: Call) => {
    const [, name, service] = call.parts;
    repositories.assertExists(name);
    await runBackend(call, repositories.directory, `/${name}.git/${service}`);
  };
  return [
    {
      method: 'GET',
      path: /^\/(?<owner>[^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs)$/,
      async handle(call) {
        if (call.query.get('service') === 'git-receive-pack' && !call.user) {
          throw new Problem(401, 'Sign in to push.');
        }
        await serve(call);
      },
    },
    {
      method: 'POST',
      path: /^\/(?<owner>[^/]+)\/([^/]+?)(?:\.git)?\/(git-upload-pack)$/,
      handle: serve,
    },
    {
      method: 'POST',
      path: /^\/(?<owner>[^/]+)\/([^/]+?)(?:\.git)?\/(git-receive-pack)$/,
      needsUser: true,
      handle: serve,
    },
  ];
}

/** Runs `git http-backend` as a CGI program (RFC 3875). */
async function runBackend(
  { request, response, query, user }: Call,
  projectRoot: string,
  pathInfo: string,
): Promise<void> {
  const header = (name: string) => {
    const value = request.headers[name];
    return value === undefined ? undefined : String(value);
  };
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: projectRoot,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      PATH_INFO: pathInfo,
      QUERY_STRING: query.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      // With a user, http-backend accepts a push.
      REMOTE_USER: user,
      REMOTE_ADDR: request.socket.remoteAddress,
    },
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
  });
  response.once('close', () => child.kill());
  await Promise.race([
    failed,
    Promise.all([
      // It can stop reading before the end of a request that it rejects.
      pipeline(request, child.stdin).catch(() => {}),
      sendOutput(child.stdout, response),
    ]),
  ]);
}

/** Sends the output of a CGI program: header lines, an empty line, the body. */
async function sendOutput(
  output: NodeJS.ReadableStream,
  response: ServerResponse,
): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const chunk of output) {
    if (response.headersSent) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, Buffer.from(chunk)]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const headers = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map(line => /^([^:]*):\s*(.*)$/.exec(line)!.slice(1));
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(
      Number.parseInt(status, 10),
      headers.filter(([name]) => name !== 'Status').flat(),
    );
    response.write(head.subarray(end + 4));
  }
  if (!response.headersSent) {
    throw new Error('git http-backend returned no output.');
  }
  response.end();
}
