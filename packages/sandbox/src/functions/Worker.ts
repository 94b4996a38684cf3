import { ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linesOfFailedInvocation } from './output';

/** A failed invocation, in Lambda's terms. */
export class FunctionFailure extends Error {
  /**
   * @param code - `Stopped`, `IntegrationTimeout`, `TooManyRequestsException`, or Lambda's error type,
   *   e.g. `Sandbox.Timedout`, `Runtime.ExitError`, or the handler's own
   */
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'FunctionFailure';
  }
}

type Result = {
  id: string;
  value?: unknown;
  error?: { errorType: string; errorMessage: string };
};

/** Finds the runtime script, both from the sources and from the built package. */
function bootstrapPath(): string {
  // Searches upward to the package folder, so that it works from `src` and `dist`.
  // eslint-disable-next-line no-restricted-syntax
  let folder = __dirname;
  while (!existsSync(join(folder, 'runtime', 'bootstrap.cjs'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(
        'runtime/bootstrap.cjs does not exist. Install the package again.',
      );
    }
    folder = parent;
  }
  return join(folder, 'runtime', 'bootstrap.cjs');
}

/** A process that runs a function's code, one invocation at a time. */
export class Worker {
  private readonly child: ChildProcess;
  private pending?: { id: string; settle: (result: Result) => void };
  private stopped = false;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;

  constructor(
    private readonly o: {
      folder: string;
      environment: Record<string, string>;
      memoryMb: number;
      log: (line: string) => void;
    },
  ) {
    this.child = fork(bootstrapPath(), [], {
      cwd: o.folder,
      env: o.environment,
      execArgv: [`--max-old-space-size=${o.memoryMb}`],
      execPath: process.execPath,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', o.log);
    }
    this.child.on('message', (result: Result) => {
      if (result.id === this.pending?.id) this.pending.settle(result);
    });
    this.ended = new Promise(resolve => {
      const end = (reason: string) => {
        this.stopped = true;
        this.pending?.settle({
          id: this.pending.id,
          error: {
            errorType: 'Runtime.ExitError',
            errorMessage: `RequestId: ${this.pending.id} Error: Runtime exited with error: ${reason}`,
          },
        });
        resolve();
      };
      this.child.once('error', error => end(error.message));
      this.child.once('exit', (code, signal) =>
        end(signal ? `signal: ${signal}` : `exit status ${code}`),
      );
    });
  }

  /** Whether the process can accept an invocation. */
  get isIdle(): boolean {
    return !this.stopped && this.pending === undefined;
  }

  /** Whether the process has ended or is ending. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /**
   * Runs the handler once.
   *
   * @throws FunctionFailure if the handler or its process fails, or at the
   *   timeout
   */
  async invoke(
    id: string,
    event: unknown,
    o: { timeoutMs: number; functionArn: string },
  ): Promise<unknown> {
    const startedAt = performance.now();
    const result = await new Promise<Result>(resolve => {
      const timer = setTimeout(() => {
        this.pending?.settle({
          id,
          error: {
            errorType: 'Sandbox.Timedout',
            errorMessage: `RequestId: ${id} Error: Task timed out after ${(
              o.timeoutMs / 1000
            ).toFixed(2)} seconds`,
          },
        });
        this.stop();
      }, o.timeoutMs);
      this.pending = {
        id,
        settle: value => {
          clearTimeout(timer);
          this.pending = undefined;
          resolve(value);
        },
      };
      this.child.send(
        {
          id,
          event,
          functionArn: o.functionArn,
          deadline: Date.now() + o.timeoutMs,
        },
        error => {
          if (error) this.stop();
        },
      );
    });
    if (result.error) {
      if (this.stopped) {
        linesOfFailedInvocation(
          id,
          result.error.errorMessage,
          performance.now() - startedAt,
          this.o.memoryMb,
        ).forEach(this.o.log);
      }
      throw new FunctionFailure(
        result.error.errorType,
        result.error.errorMessage,
      );
    }
    return result.value;
  }

  /** Kills the process. */
  stop(): void {
    this.stopped = true;
    this.child.kill('SIGKILL');
  }
}
