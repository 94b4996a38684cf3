import { parentPort, workerData } from 'node:worker_threads';
import { runTask, type TaskName } from './tasks';

/*
 * Runs in a worker thread: each message is a task, and the response is its outcome. The main thread imports this module for the
 * path of its file, which also keeps the file in the build.
 */

/** A message to the thread. */
export type Task = { name: TaskName; input: unknown };

/** Distinguishes our threads from a thread of somebody else that imports this package. */
const mark = 'private-serverless: templates';

if (workerData === mark) {
  parentPort?.on('message', ({ name, input }: Task) => {
    parentPort?.postMessage(runTask(name, input));
  });
}

/** A variable, because bundlers try to resolve a literal, and only this repository has the package. */
const nodeTransform = '@backstage/cli/config/nodeTransform.cjs';

/** File and options of the thread. */
export const workerStart = {
  file: __filename,
  workerData: mark,
  // In this repository, the worker is a TypeScript file. The published package contains JavaScript only.
  execArgv: __filename.endsWith('.ts')
    ? ['--require', require.resolve(nodeTransform)]
    : [],
};
