import { IncomingMessage, ServerResponse } from 'node:http';
import { Durations } from '../cloudformation/durations';
import { Faults } from '../cloudformation/faults';
import { FunctionFailure, FunctionHost } from '../functions/functionHost';
import { AwsError } from '../protocol/errors';
import { Gate } from '../protocol/gate';
import { readBody, send, sendJson } from '../protocol/http';
import {
  checkChange,
  checkDurations,
  checkFault,
  checkPlace,
  checkRequestFaults,
  ControlError,
} from './checks';
import { changeResource, DriftContext, removeResource } from './drift';
import { renderPage } from './page';

/** What the control calls act on. */
export type ControlContext = DriftContext & {
  functions: FunctionHost;
  faults: Faults;
  gate: Gate;
  durations: Durations;
  info: () => Record<string, string>;
};

/** One control call: takes the body (undefined for GET), gives the answer. */
type Call = (context: ControlContext, body: () => unknown) => unknown;

const MAX_BYTES = 64 * 1024;

const CALLS: Record<string, Call> = {
  'GET /info': ({ info }) => info(),
  'GET /functions': ({ functions }) => ({ functions: functions.list() }),
  'GET /faults': ({ faults }) => ({ faults: faults.list() }),
  'POST /faults': ({ faults }, body) => {
    faults.add(checkFault(body()));
    return { faults: faults.list() };
  },
  'DELETE /faults': ({ faults }) => {
    faults.clear();
    return { faults: [] };
  },
  'GET /request-faults': ({ gate }) => gate.faults.current,
  'PUT /request-faults': ({ gate }, body) => {
    gate.faults.set(checkRequestFaults(body()));
    return gate.faults.current;
  },
  'DELETE /request-faults': ({ gate }) => {
    gate.faults.clear();
    return {};
  },
  'GET /requests': ({ gate }) => ({ counts: gate.counts.all() }),
  'DELETE /requests': ({ gate }) => {
    gate.counts.reset();
    return { counts: {} };
  },
  'GET /durations': ({ durations }) => durations.all(),
  'PUT /durations': ({ durations }, body) => {
    durations.set(checkDurations(body()));
    return durations.all();
  },
  'DELETE /durations': ({ durations }) => {
    durations.set({});
    return {};
  },
  'POST /drift': (context, body) => {
    changeResource(context, checkChange(body()));
    return {};
  },
  'DELETE /drift': async (context, body) => {
    await removeResource(context, checkPlace(body()));
    return {};
  },
  // The page's form: HTML has no DELETE.
  'POST /clear': ({ faults, gate }) => {
    faults.clear();
    gate.faults.clear();
    return {};
  },
};

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
  const call = switchCall(name) ?? (Object.hasOwn(CALLS, name) && CALLS[name]);
  if (!call) {
    throw new ControlError(
      404,
      `There is no control call "${name}"; the README of the sandbox lists them`,
    );
  }
  const body = await readBody(request, MAX_BYTES);
  const answer = await call(context, () => parse(body));
  if (
    request.method === 'POST' &&
    String(request.headers.accept ?? '').includes('text/html')
  ) {
    // A browser's form goes back to the page.
    send(response, 303, { location: '/_sandbox/' });
  } else {
    sendJson(response, 200, answer);
  }
}

/** The call that stops or starts a function, if it is one. */
function switchCall(name: string): Call | undefined {
  const [, encoded, verb] =
    /^POST \/functions\/([^/]+)\/(stop|start)$/.exec(name) ?? [];
  if (!encoded) return undefined;
  return ({ functions }) => {
    functions[verb as 'stop' | 'start'](decode(encoded));
    return { functions: functions.list() };
  };
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
      faults: context.faults.list(),
      requestFaults: context.gate.faults.current,
      info: context.info(),
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ControlError(400, `"${text}" is not percent-encoded`);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
}
