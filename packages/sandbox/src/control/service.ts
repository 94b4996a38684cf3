import { IncomingMessage, ServerResponse } from 'node:http';
import { FunctionFailure } from '../functions/FunctionHost';
import { AwsError } from '../protocol/errors';
import { readBody, send, sendJson } from '../protocol/http';
import { ControlContext, controlCalls } from './calls';
import { ControlError } from './checks';
import { renderPage } from './page';
import { pathCall } from './pathCalls';
import { listSchedules } from './schedule';

const maxBytes = 64 * 1024;

/**
 * Handles the control calls under `/_sandbox/`, which the README lists. The API
 * server has already checked the caller.
 */
export async function handleControl(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(context, request, response);
  } catch (error) {
    request.resume();
    sendJson(response, statusOf(error), { error: (error as Error).message });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError || error instanceof AwsError) {
    return error.status;
  }
  return error instanceof FunctionFailure ? 404 : 500;
}

async function route(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0].replace(/^\/_sandbox/, '');
  const name = `${request.method} ${path}`;
  if (name === 'GET /' || name === 'GET ') {
    sendPage(context, response);
    return;
  }
  const call =
    pathCall(name) ?? (Object.hasOwn(controlCalls, name) && controlCalls[name]);
  if (!call) {
    throw new ControlError(
      404,
      `Control call '${name}' does not exist. The README of the sandbox lists all control calls.`,
    );
  }
  const body = await readBody(request, maxBytes);
  const result = await call(context, () => parse(body));
  if (
    request.method === 'POST' &&
    String(request.headers.accept ?? '').includes('text/html')
  ) {
    // The form of the page returns to the page.
    send(response, 303, { location: '/_sandbox/' });
  } else {
    sendJson(response, 200, result);
  }
}

function sendPage(context: ControlContext, response: ServerResponse): void {
  send(
    response,
    200,
    {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
    renderPage({
      stacks: context.stacks.all(),
      functions: context.functions.list(),
      schedules: listSchedules(context),
      faults: context.faults.list(),
      requestFaults: context.gate.faults.current,
      account: context.services.account,
      silent: context.silent,
      info: context.info(),
    }),
  );
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not valid JSON');
  }
}
