// The runtime of one function process: loads the handler once and runs it per
// message of the sandbox. Plain JavaScript, since it runs outside our build.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const send = process.send.bind(process);
// The handler must not see the channel to the sandbox.
process.send = undefined;
process.once('disconnect', () => process.exit(0));

const variables = process.env;
const started = load(variables._HANDLER, variables.LAMBDA_TASK_ROOT);
started.catch(() => {});

function failure(type, message) {
  return Object.assign(new Error(message), { name: type });
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
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'sandbox',
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
  try {
    const handler = await started;
    const value = await call(handler, message.event, contextOf(message));
    send({ id: message.id, value: JSON.parse(JSON.stringify(value ?? null)) });
  } catch (error) {
    console.error(error?.stack ?? error);
    send({
      id: message.id,
      error: {
        errorType: error?.name ?? 'Error',
        errorMessage: String(error?.message ?? error),
      },
    });
  }
});
