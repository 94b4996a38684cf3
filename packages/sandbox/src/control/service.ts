import { IncomingMessage, ServerResponse } from 'node:http';
import { Durations } from '../cloudformation/Durations';
import { Faults } from '../cloudformation/Faults';
import { FunctionFailure, FunctionHost } from '../functions/FunctionHost';
import { AwsError } from '../protocol/errors';
import { Gate } from './gate';
import { readBody, send, sendJson } from '../protocol/http';
import { addCertificate } from './certificate';
import {
  checkChange,
  checkDenials,
  checkDurations,
  checkFault,
  checkPlace,
  checkRequestFaults,
  ControlError,
} from './checks';
import { changeResource, DriftContext, removeResource } from './drift';
import { addPool } from './ipamPool';
import { renderPage } from './page';
import { share } from './share';

/** The state that the control calls read and change. */
export type ControlContext = DriftContext & {
  functions: FunctionHost;
  faults: Faults;
  gate: Gate;
  durations: Durations;
  info: () => Record<string, string>;
};

/** A control call. Receives a function that parses the body, and returns the response. */
type Call = (context: ControlContext, body: () => unknown) => unknown;

const maxBytes = 64 * 1024;

const controlCalls: Record<string, Call> = {
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
  'GET /denied-operations': ({ gate }) => gate.denials.all(),
  'PUT /denied-operations': ({ gate }, body) => {
    gate.denials.set(checkDenials(body()));
    return gate.denials.all();
  },
  'DELETE /denied-operations': ({ gate }) => {
    gate.denials.set({});
    return {};
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
  'POST /shared': (context, body) => {
    share(context, body());
    return {};
  },
  'POST /ipam-pools': (context, body) => ({ id: addPool(context, body()) }),
  'POST /certificates': (context, body) => ({
    arn: addCertificate(context, body()),
  }),
  // For the form of the page, because HTML forms do not support DELETE.
  'POST /clear': ({ faults, gate }) => {
    faults.clear();
    gate.faults.clear();
    return {};
  },
};

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
    functionCall(name) ??
    (Object.hasOwn(controlCalls, name) && controlCalls[name]);
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

/** The call that stops or starts a function. Undefined for every other name. */
function functionCall(name: string): Call | undefined {
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
    throw new ControlError(400, `'${text}' is not valid percent-encoding`);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not valid JSON');
  }
}
