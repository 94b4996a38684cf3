import { randomUUID } from 'node:crypto';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { Identity } from '../account/account';
import { LogStore } from '../logs/logStore';
import { functionEnvironment } from './environment';
import { newLogStream, wordsOf } from './output';
import { FunctionFiles, UnpackedFunction } from './functionFiles';
import { PackageFiles } from './package';
import { FunctionFailure, Worker } from './worker';

export { FunctionFailure } from './worker';

/** What a function needs to run. */
export type FunctionCode = {
  arn: string;
  files: PackageFiles;
  /** `file.export`, e.g. `index.handler`. */
  handler: string;
  runtime: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** Where its output goes, e.g. `/aws/lambda/name`. */
  logGroup: string;
};

/** A function as the control calls show it. */
export type FunctionState = {
  name: string;
  arn: string;
  state: 'running' | 'stopped';
};

type Deployed = {
  code: UnpackedFunction['code'];
  folder: string;
  stopped: boolean;
  workers: Worker[];
};

/** Lambda waits about one and two minutes; nobody here wants to. */
const RETRY_PAUSES_MS = [200, 400];

/** Lambda: keeps the functions' code and runs it in processes of its own. */
export class FunctionHost {
  private readonly functions = new Map<string, Deployed>();
  private readonly workers = new Set<Worker>();
  private readonly files: FunctionFiles;

  constructor(
    private readonly o: {
      /** Folder for the functions' files; those that are there run again. */
      folder: string;
      identity: Identity;
      /** The sandbox's own AWS endpoint, for the code. */
      endpointUrl: () => string;
      /** Where CloudWatch Logs reads what they write. */
      logs: LogStore;
      log: (line: string) => void;
    },
  ) {
    this.files = new FunctionFiles(o.folder);
    for (const { name, code, folder } of this.files.load()) {
      this.functions.set(name, { code, folder, stopped: false, workers: [] });
    }
  }

  /** Puts a function or a new version of it in place. */
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

  /** Forgets a function and ends its processes. */
  remove(name: string): void {
    const deployed = this.functions.get(name);
    this.endWorkers(deployed);
    this.functions.delete(name);
    if (deployed) this.files.remove(name, deployed.folder);
  }

  /** Forgets all functions but these: a killed process may have left others. */
  keepOnly(names: Set<string>): void {
    for (const name of [...this.functions.keys()]) {
      if (!names.has(name)) this.remove(name);
    }
  }

  /**
   * Runs a function once.
   *
   * @param patienceMs - how long the caller waits; the function goes on
   * Throws {@link FunctionFailure} if it fails, is stopped or takes too long.
   */
  async invoke(
    name: string,
    event: unknown,
    patienceMs: number,
  ): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<never>((_, reject) => {
      timer = startTimer(
        () =>
          reject(
            new FunctionFailure('IntegrationTimeout', 'The caller gave up'),
          ),
        patienceMs,
      );
    });
    try {
      return await Promise.race([
        this.run(name, event, randomUUID()),
        impatience,
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Runs a function in the background, as Lambda does for events: one that
   * fails is called again twice, with the same request id, after pauses that
   * are shorter than Lambda's. Resolves when it has come to an end.
   */
  async invokeLater(name: string, event: unknown): Promise<void> {
    const id = randomUUID();
    for (const pauseMs of [0, ...RETRY_PAUSES_MS]) {
      await setTimeout(pauseMs, undefined, { ref: false });
      if (!this.functions.has(name)) return;
      const failed = await this.run(name, event, id).then(
        () => false,
        () => true,
      );
      if (!failed) return;
    }
  }

  /** All functions, by name. */
  list(): FunctionState[] {
    return [...this.functions].map(([name, { code, stopped }]) => ({
      name,
      arn: code.arn,
      state: stopped ? 'stopped' : 'running',
    }));
  }

  /** Stops a function: every invocation fails until it is started again. */
  stop(name: string): void {
    const deployed = this.get(name);
    deployed.stopped = true;
    this.endWorkers(deployed);
  }

  /** Lets a stopped function run again. */
  start(name: string): void {
    this.get(name).stopped = false;
  }

  /** Ends all processes and waits until they have ended. */
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
        `There is no function "${name}"; there are: ${names}`,
      );
    }
    return deployed;
  }

  /** A free process, or a new one: one process takes one call at a time. */
  private workerFor(name: string, deployed: Deployed): Worker {
    deployed.workers = deployed.workers.filter(worker => !worker.gone);
    const free = deployed.workers.find(worker => worker.free);
    if (free) return free;
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
        const words = wordsOf(line);
        if (words !== undefined) this.o.log(`[${name}] ${words}`);
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
