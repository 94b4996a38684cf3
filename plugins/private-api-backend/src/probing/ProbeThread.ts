import { Worker } from 'node:worker_threads';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProbeResult } from '@private-serverless/probe';
import {
  type FromWorker,
  type ToWorker,
  type WorkerData,
  workerFile,
} from './probeWorker';
import type { ProbeRequest, Probes, ProbesConfig } from './VantageProbes';

/** A probe did not end, because its thread did. The log has the cause, once for all probes. */
export class ThreadEndedError extends Error {
  override readonly name = 'ThreadEndedError';
}

type Pending = {
  resolve(result: ProbeResult): void;
  reject(error: Error): void;
};

/** One thread, and the probes that run in it. */
type Running = { worker: Worker; pending: Map<number, Pending> };

/**
 * Probes in a worker thread, so that TLS handshakes do not delay the requests of users. If the thread ends, the next probe starts
 * another one. The probes that it ran are repeated when their leases expire.
 */
export class ProbeThread implements Probes {
  private readonly config: ProbesConfig;
  private readonly logger: LoggerService;
  private readonly maxMemoryMb: number;
  private readonly maxProbeMs: number;
  private running?: Running;
  private lastId = 0;
  private isClosed = false;

  constructor(options: {
    config: ProbesConfig;
    logger: LoggerService;
    /** Maximum memory of the thread in MiB. @defaultValue 512 */
    maxMemoryMb?: number;
    /** Longest time of a probe, in milliseconds. Then the thread counts as blocked. @defaultValue no limit */
    maxProbeMs?: number;
  }) {
    const {
      vantages,
      timeout,
      allowedHostSuffixes,
      allowedCidrs,
      deniedCidrs,
      allowedPorts,
    } = options.config;
    // The rest of the configuration can hold what threads cannot exchange.
    this.config = {
      vantages,
      timeout,
      allowedHostSuffixes,
      allowedCidrs,
      deniedCidrs,
      allowedPorts,
    };
    this.logger = options.logger;
    this.maxMemoryMb = options.maxMemoryMb ?? 512;
    this.maxProbeMs = options.maxProbeMs ?? Infinity;
  }

  /** @throws ThreadEndedError if the thread ends before the probe */
  async probe(request: ProbeRequest): Promise<ProbeResult> {
    if (this.isClosed) throw new ThreadEndedError('The backend shuts down');
    this.running ??= this.start();
    const { worker, pending } = this.running;
    this.lastId += 1;
    const message: ToWorker = { id: this.lastId, request };
    const result = new Promise<ProbeResult>((resolve, reject) => {
      pending.set(message.id, { resolve, reject });
      worker.postMessage(message);
    });
    if (this.maxProbeMs === Infinity) return result;
    // A probe that never ends would hold its slot forever, until none is left.
    const timer = setTimeout(() => {
      this.logger.error(
        `A probe of target ${request.targetId} from vantage ${request.vantageId} did not end in ${this.maxProbeMs} ms`,
      );
      worker.terminate();
    }, this.maxProbeMs).unref();
    return result.finally(() => clearTimeout(timer));
  }

  /** Ends the thread with its probes. The next probe starts another one. */
  restart(): void {
    this.running?.worker.terminate();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { running } = this;
    this.running = undefined;
    await running?.worker.terminate();
  }

  private start(): Running {
    const data: WorkerData = { privateApiProbes: this.config };
    const worker = new Worker(workerFile, {
      name: 'private-api-probes',
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: this.maxMemoryMb },
      ...execArgv(),
    });
    const running: Running = { worker, pending: new Map() };
    let cause = 'exit';
    worker.on('message', (message: FromWorker) =>
      this.receive(running, message),
    );
    worker.on('error', error => {
      cause = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', code => this.ended(running, `${cause} (code ${code})`));
    // The HTTP server keeps the backend alive, and not this thread.
    worker.unref();
    return running;
  }

  private receive({ pending }: Running, message: FromWorker): void {
    if ('warning' in message) {
      this.logger.warn(message.warning);
      return;
    }
    const probe = pending.get(message.id);
    pending.delete(message.id);
    if ('result' in message) probe?.resolve(message.result);
    else probe?.reject(new Error(message.error));
  }

  private ended(running: Running, cause: string): void {
    if (this.running === running) this.running = undefined;
    if (!this.isClosed) {
      this.logger.error(
        `The thread that probes ended: ${cause}. Another one replaces it. Probes that did not end: ${running.pending.size}`,
      );
    }
    const error = new ThreadEndedError(`The thread of the probe ended`);
    running.pending.forEach(({ reject }) => reject(error));
    running.pending.clear();
  }
}

/** In this repository, the worker is a TypeScript file. The published package contains JavaScript only. */
function execArgv(): { execArgv?: string[] } {
  return workerFile.endsWith('.ts')
    ? {
        execArgv: [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
      }
    : {};
}
