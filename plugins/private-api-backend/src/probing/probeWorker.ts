import { parentPort, workerData } from 'node:worker_threads';
import type { ProbeResult } from '@private-serverless/probe';
import {
  type ProbeRequest,
  type ProbesConfig,
  VantageProbes,
} from './VantageProbes';

/*
 * Runs in the worker thread. The main thread imports this module for its file name and its types.
 */

/** Path of this file, to start a worker with. */
export const workerFile = __filename;

/** Data of a worker. Secrets of vantages are in it, and nowhere else. */
export type WorkerData = { privateApiProbes: ProbesConfig };

/** To the worker. */
export type ToWorker = { id: number; request: ProbeRequest };

/** From the worker: the end of a probe, or a line for the log. */
export type FromWorker =
  | { id: number; result: ProbeResult }
  | { id: number; error: string }
  | { warning: string };

if (parentPort && (workerData as Partial<WorkerData>)?.privateApiProbes) {
  const port = parentPort;
  const send = (message: FromWorker) => port.postMessage(message);
  const probes = new VantageProbes(
    (workerData as WorkerData).privateApiProbes,
    { warn: warning => send({ warning }) },
  );
  port.on('message', ({ id, request }: ToWorker) => {
    probes.probe(request).then(
      result => send({ id, result }),
      error =>
        send({
          id,
          error: error instanceof Error ? error.message : String(error),
        }),
    );
  });
}
