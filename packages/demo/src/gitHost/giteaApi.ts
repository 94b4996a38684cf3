import type { IncomingMessage } from 'node:http';
import { Problem } from './problem';
import type { Repositories } from './repositories';
import { type Route, send, sendJson } from './routes';

const maxBodyBytes = 64 * 1024;

/**
 * The part of Gitea's REST API that Backstage calls: `publish:gitea` and the URL reader of Gitea.
 * https://docs.gitea.com/api/
 */
export function giteaApi(repositories: Repositories): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/v1\/orgs\/(?<owner>[^/]+)$/,
      async handle({ response, parts: [name] }) {
        sendJson(response, 200, { id: 1, name, username: name });
      },
    },
    {
      method: 'POST',
      path: /^\/api\/v1\/orgs\/(?<owner>[^/]+)\/repos$/,
      needsUser: true,
      async handle({ request, response, parts: [owner] }) {
        const { name, description } = await jsonObject(request);
        await repositories.create(name, String(description ?? ''));
        sendJson(response, 201, { name, full_name: `${owner}/${name}` });
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/repos\/(?<owner>[^/]+)\/([^/]+)\/contents\/(.+)$/,
      async handle({ response, parts: [, name, path], query }) {
        const ref =
          query.get('ref') ?? (await repositories.defaultBranch(name));
        const content = await repositories.read(name, ref, path);
        sendJson(response, 200, {
          type: 'file',
          path,
          size: content.length,
          encoding: 'base64',
          content: content.toString('base64'),
        });
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/repos\/(?<owner>[^/]+)\/([^/]+)\/git\/commits\/(.+)$/,
      async handle({ response, parts: [, name, ref] }) {
        const sha = await repositories.commit(name, ref);
        sendJson(response, 200, { sha });
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/repos\/(?<owner>[^/]+)\/([^/]+)\/archive\/(.+)\.tar\.gz$/,
      async handle({ response, parts: [, name, ref] }) {
        const archive = await repositories.archive(name, ref);
        send(response, 200, 'application/gzip', archive);
      },
    },
  ];
}

/** @throws Problem 400 for a body that is not a JSON object, 413 for one that is too large */
async function jsonObject(
  request: IncomingMessage,
): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) {
      throw new Problem(413, `The body is larger than ${maxBodyBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (body instanceof Object) return body;
  } catch {
    // The error is thrown below.
  }
  throw new Problem(400, 'The body is not a JSON object.');
}
