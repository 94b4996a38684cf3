// The runtime of a function's process. It loads the handler once and runs it
// for each message from the sandbox. It is plain JavaScript, because it runs
// without a build step.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { format } = require('node:util');

const send = process.send.bind(process);
// The handler must not have access to the channel to the sandbox.
process.send = undefined;
process.once('disconnect', () => process.exit(0));

const variables = process.env;
let requestId = 'undefined';
writeAsLambda();
const started = load(variables._HANDLER, variables.LAMBDA_TASK_ROOT);
started.catch(() => {});

function failure(type, message) {
  return Object.assign(new Error(message), { name: type });
}

/**
 * Writes the console output in Lambda's text format: time, request ID, level
 * and the message as one event.
 */
function writeAsLambda() {
  const levels = {
    log: 'INFO',
    info: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
    debug: 'DEBUG',
    trace: 'TRACE',
  };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...parts) =>
      writeLine(level, format(...parts).replace(/\r?\n/g, '\r'));
  }
}

function writeLine(level, message) {
  const time = new Date().toISOString();
  process.stdout.write(`${time}\t${requestId}\t${level}\t${message}\n`);
}

function report(id, startedAt) {
  const duration = performance.now() - startedAt;
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(
    `END RequestId: ${id}\n` +
      `REPORT RequestId: ${id}\tDuration: ${duration.toFixed(2)} ms\t` +
      `Billed Duration: ${Math.ceil(duration)} ms\t` +
      `Memory Size: ${variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE} MB\t` +
      `Max Memory Used: ${Math.ceil(maxRSS / 1024)} MB\t\n`,
  );
}

async function load(name, folder) {
  const dot = name.lastIndexOf('.');
  const base = join(folder, name.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map(e => base + e).find(existsSync);
  if (!file) {
    throw failure(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${name.slice(0, dot)}'`,
    );
  }
  const loaded = await import(pathToFileURL(file).href);
  const key = name.slice(dot + 1);
  const handler = loaded[key] ?? loaded.default?.[key];
  if (typeof handler !== 'function') {
    throw failure(
      'Runtime.HandlerNotFound',
      `${name} is undefined or not exported`,
    );
  }
  return handler;
}

function contextOf({ id, deadline, functionArn }) {
  const name = variables.AWS_LAMBDA_FUNCTION_NAME;
  return {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function call(handler, event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    handler(event, context, (error, value) =>
      error ? reject(error) : resolve(value),
    );
  });
}

process.on('message', async message => {
  const { id } = message;
  const startedAt = performance.now();
  requestId = id;
  process.stdout.write(`START RequestId: ${id} Version: $LATEST\n`);
  let result;
  try {
    const handler = await started;
    const value = await call(handler, message.event, contextOf(message));
    result = { id, value: JSON.parse(JSON.stringify(value ?? null)) };
  } catch (error) {
    const errorType = error?.name ?? 'Error';
    const errorMessage = String(error?.message ?? error);
    const stack = String(error?.stack ?? '').split('\n');
    const shown = JSON.stringify({ errorType, errorMessage, stack });
    writeLine('ERROR', `Invoke Error \t${shown}`);
    result = { id, error: { errorType, errorMessage } };
  }
  report(id, startedAt);
  send(result);
});
