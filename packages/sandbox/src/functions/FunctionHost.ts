import { randomUUID } from 'node:crypto';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { Identity } from '../account/Account';
import { LogStore } from '../logs/LogStore';
import { functionEnvironment } from './environment';
import { messageOf, newLogStream } from './output';
import { FunctionFiles } from './FunctionFiles';
import { FunctionCode, FunctionState, UnpackedFunction } from './types';
import { FunctionFailure, Worker } from './Worker';

export { FunctionFailure } from './Worker';

type Deployed = {
  code: UnpackedFunction['code'];
  folder: string;
  stopped: boolean;
  workers: Worker[];
};

/**
 * Delays before the two retries. Lambda waits about one and two minutes; the
 * demo must not.
 */
const retryDelaysMs = [200, 400];
/** Delay before Lambda tries again to start an event that the reserved concurrency does not allow. */
const throttledDelayMs = 200;
/** Lambda drops an event after six hours. */
const maxEventAgeMs = 6 * 3_600_000;

/** Lambda: stores the code of the functions and runs it in separate processes. */
export class FunctionHost {
  private readonly functions = new Map<string, Deployed>();
  private readonly workers = new Set<Worker>();
  private readonly files: FunctionFiles;

  constructor(
    private readonly o: {
      /** Folder of the functions' files. Functions in it are available again. */
      folder: string;
      identity: Identity;
      /** The sandbox's AWS endpoint, for the functions. */
      endpointUrl: () => string;
      /** Receives the output of the functions, for CloudWatch Logs. */
      logs: LogStore;
      log: (line: string) => void;
    },
  ) {
    this.files = new FunctionFiles(o.folder);
    for (const { name, code, folder } of this.files.load()) {
      this.functions.set(name, { code, folder, stopped: false, workers: [] });
    }
  }

  /** Deploys a function or a new version of it. */
  deploy(name: string, code: FunctionCode): void {
    const unpacked = this.files.save(name, code);
    const before = this.functions.get(name);
    this.endWorkers(before);
    if (before) this.files.removeFolder(before.folder);
    this.functions.set(name, {
      code: unpacked.code,
      folder: unpacked.folder,
      stopped: before?.stopped ?? false,
      workers: [],
    });
  }

  /** Removes a function and stops its processes. */
  remove(name: string): void {
    const deployed = this.functions.get(name);
    this.endWorkers(deployed);
    this.functions.delete(name);
    if (deployed) this.files.remove(name, deployed.folder);
  }

  /** Removes all functions except these. A killed process may have left others behind. */
  keepOnly(names: Set<string>): void {
    for (const name of [...this.functions.keys()]) {
      if (!names.has(name)) this.remove(name);
    }
  }

  /**
   * Invokes a function once.
   *
   * @param timeoutMs - how long the caller waits. The function itself continues.
   * @throws FunctionFailure if the function fails, is stopped, takes too long, or has
   *   used up its reserved concurrency
   */
  async invoke(
    name: string,
    event: unknown,
    timeoutMs: number,
  ): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = startTimer(
        () =>
          reject(
            new FunctionFailure(
              'IntegrationTimeout',
              'The caller stopped waiting',
            ),
          ),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([this.run(name, event, randomUUID()), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Invokes a function asynchronously, as Lambda does for events: a failed
   * invocation is retried twice with the same request ID, after shorter delays
   * than Lambda's. One that the reserved concurrency does not allow waits for the
   * others to end. Resolves after the last attempt.
   */
  async invokeLater(name: string, event: unknown): Promise<void> {
    const id = randomUUID();
    const latest = Date.now() + maxEventAgeMs;
    for (const delayMs of [0, ...retryDelaysMs]) {
      await setTimeout(delayMs, undefined, { ref: false });
      while (this.isThrottled(name) && Date.now() < latest) {
        await setTimeout(throttledDelayMs, undefined, { ref: false });
      }
      if (!this.functions.has(name)) return;
      const failed = await this.run(name, event, id).then(
        () => false,
        () => true,
      );
      if (!failed) return;
    }
  }

  /** Whether the reserved concurrency of a function is in use. */
  private isThrottled(name: string): boolean {
    const { code, workers = [] } = this.functions.get(name) ?? {};
    const busy = workers.filter(one => !one.isStopped && !one.isIdle).length;
    return busy >= (code?.reservedConcurrency ?? Infinity);
  }

  /** All functions, by name. */
  list(): FunctionState[] {
    return [...this.functions].map(([name, { code, stopped }]) => ({
      name,
      arn: code.arn,
      state: stopped ? 'stopped' : 'running',
    }));
  }

  /** Stops a function: every invocation fails until the function is started. */
  stop(name: string): void {
    const deployed = this.get(name);
    deployed.stopped = true;
    this.endWorkers(deployed);
  }

  /** Starts a stopped function. */
  start(name: string): void {
    this.get(name).stopped = false;
  }

  /** Stops all processes and waits until they have ended. */
  async close(): Promise<void> {
    this.functions.clear();
    for (const worker of this.workers) worker.stop();
    await Promise.all([...this.workers].map(worker => worker.ended));
  }

  private async run(
    name: string,
    event: unknown,
    id: string,
  ): Promise<unknown> {
    const deployed = this.get(name);
    try {
      if (deployed.stopped) {
        throw new FunctionFailure('Stopped', `Function ${name} is stopped`);
      }
      if (this.isThrottled(name)) {
        throw new FunctionFailure('TooManyRequestsException', 'Rate Exceeded.');
      }
      return await this.workerFor(name, deployed).invoke(id, event, {
        timeoutMs: deployed.code.timeoutMs,
        functionArn: deployed.code.arn,
      });
    } catch (error) {
      this.o.log(`[${name}] ${(error as Error).message}`);
      throw error;
    }
  }

  private get(name: string): Deployed {
    const deployed = this.functions.get(name);
    if (!deployed) {
      const names = [...this.functions.keys()].join(', ') || 'none';
      throw new FunctionFailure(
        'ResourceNotFoundException',
        `Function '${name}' does not exist. Existing functions: ${names}.`,
      );
    }
    return deployed;
  }

  /** An idle process, or a new one. A process handles one invocation at a time. */
  private workerFor(name: string, deployed: Deployed): Worker {
    deployed.workers = deployed.workers.filter(worker => !worker.isStopped);
    const idle = deployed.workers.find(worker => worker.isIdle);
    if (idle) return idle;
    const logStream = newLogStream();
    const worker = new Worker({
      folder: deployed.folder,
      environment: functionEnvironment(name, deployed, {
        region: this.o.identity.region,
        endpointUrl: this.o.endpointUrl(),
        logStream,
      }),
      memoryMb: deployed.code.memoryMb,
      log: line => {
        this.o.logs.append(deployed.code.logGroup, logStream, line);
        const message = messageOf(line);
        if (message !== undefined) this.o.log(`[${name}] ${message}`);
      },
    });
    deployed.workers.push(worker);
    this.workers.add(worker);
    worker.ended.then(() => this.workers.delete(worker));
    return worker;
  }

  private endWorkers(deployed: Deployed | undefined): void {
    deployed?.workers.forEach(worker => worker.stop());
  }
}
