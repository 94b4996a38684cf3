import { IncomingMessage, ServerResponse } from 'node:http';
import { Fault, Faults } from '../cloudformation/faults';
import { Stacks } from '../cloudformation/stacks';
import { FunctionFailure, FunctionHost } from '../functions/functionHost';
import { readBody, send, sendJson } from '../protocol/http';
import { renderPage } from './page';

/** What the control calls act on. */
export type ControlContext = {
  stacks: Stacks;
  functions: FunctionHost;
  faults: Faults;
  info: () => Record<string, string>;
};

/** A refused control call: HTTP status and the reason with the fix. */
class ControlError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

const MAX_BYTES = 64 * 1024;
const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE'];

/**
 * The control calls under `/_sandbox/`: what the README lists. Who may call is
 * decided before, for all paths alike.
 */
export async function handleControl(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(context, request, response);
  } catch (error) {
    sendJson(response, statusOf(error), { error: (error as Error).message });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.status;
  return error instanceof FunctionFailure ? 404 : 500;
}

async function route(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { functions, faults, stacks } = context;
  const path = (request.url ?? '').split('?')[0].replace(/^\/_sandbox/, '');
  const call = `${request.method} ${path}`;
  const [, name, action] =
    /^\/functions\/([^/]+)\/(stop|start)$/.exec(path) ?? [];
  if (request.method === 'POST' && name) {
    if (action === 'stop') functions.stop(decode(name));
    else functions.start(decode(name));
    answerPost(request, response, { functions: functions.list() });
    return;
  }
  switch (call) {
    case 'GET /':
    case 'GET ':
      send(
        response,
        200,
        {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        },
        renderPage(stacks.all(), functions.list(), context.info()),
      );
      return;
    case 'GET /info':
      sendJson(response, 200, context.info());
      return;
    case 'GET /functions':
      sendJson(response, 200, { functions: functions.list() });
      return;
    case 'GET /faults':
      sendJson(response, 200, { faults: faults.list() });
      return;
    case 'POST /faults':
      faults.add(readFault(await readBody(request, MAX_BYTES)));
      sendJson(response, 200, { faults: faults.list() });
      return;
    case 'DELETE /faults':
      faults.clear();
      sendJson(response, 200, { faults: [] });
      return;
    default:
      throw new ControlError(
        404,
        `There is no control call "${call}"; the README of the sandbox lists them`,
      );
  }
}

/** A browser's form goes back to the page, a program gets JSON. */
function answerPost(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
): void {
  if (String(request.headers.accept ?? '').includes('text/html')) {
    send(response, 303, { location: '/_sandbox/' });
  } else {
    sendJson(response, 200, value);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ControlError(400, `"${text}" is not percent-encoded`);
  }
}

/** Checks a fault that a caller asks for. Throws with the field and the fix. */
export function checkFault(value: unknown): Fault {
  const {
    stackName,
    logicalId,
    reason,
    operation = 'CREATE',
  } = (value ?? {}) as Record<string, unknown>;
  for (const [field, text] of Object.entries({
    stackName,
    logicalId,
    reason,
  })) {
    if (typeof text !== 'string' || text === '') {
      throw new ControlError(
        400,
        `${field} is ${JSON.stringify(
          text,
        )}: it must be a text that is not empty`,
      );
    }
  }
  if (!OPERATIONS.includes(operation as string)) {
    throw new ControlError(
      400,
      `operation is ${JSON.stringify(
        operation,
      )}: it must be one of ${OPERATIONS.join(', ')}`,
    );
  }
  return { stackName, logicalId, reason, operation } as Fault;
}

function readFault(body: Buffer): Fault {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
  return checkFault(value);
}
