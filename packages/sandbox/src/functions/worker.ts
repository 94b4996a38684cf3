import { ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linesOfBrokenCall } from './output';

/** A failed invocation, in Lambda's terms. */
export class FunctionFailure extends Error {
  /**
   * @param code - `Stopped`, `IntegrationTimeout`, or Lambda's error type,
   *   e.g. `Sandbox.Timedout`, `Runtime.ExitError`, or the handler's own
   */
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'FunctionFailure';
  }
}

type Answer = {
  id: string;
  value?: unknown;
  error?: { errorType: string; errorMessage: string };
};

/** Finds the runtime's script, from the sources as from the built package. */
function bootstrapPath(): string {
  // Walks up to the package, so it holds for `src` and `dist` alike.
  // eslint-disable-next-line no-restricted-syntax
  let folder = __dirname;
  while (!existsSync(join(folder, 'runtime', 'bootstrap.cjs'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('runtime/bootstrap.cjs is missing');
    folder = parent;
  }
  return join(folder, 'runtime', 'bootstrap.cjs');
}

/** One process that runs a function's code, one invocation at a time. */
export class Worker {
  private readonly child: ChildProcess;
  private pending?: { id: string; settle: (answer: Answer) => void };
  private stopped = false;
  /** Settled when the process has ended. */
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
    this.child.on('message', (answer: Answer) => {
      if (answer.id === this.pending?.id) this.pending.settle(answer);
    });
    this.ended = new Promise(resolve => {
      const end = (how: string) => {
        this.stopped = true;
        this.pending?.settle({
          id: this.pending.id,
          error: {
            errorType: 'Runtime.ExitError',
            errorMessage: `RequestId: ${this.pending.id} Error: Runtime exited with error: ${how}`,
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

  /** Whether it can take an invocation. */
  get free(): boolean {
    return !this.stopped && this.pending === undefined;
  }

  /** Whether its process has ended or is ending. */
  get gone(): boolean {
    return this.stopped;
  }

  /** Runs the handler once. Throws {@link FunctionFailure}. */
  async invoke(
    id: string,
    event: unknown,
    o: { timeoutMs: number; functionArn: string },
  ): Promise<unknown> {
    const startedAt = performance.now();
    const answer = await new Promise<Answer>(resolve => {
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
    if (answer.error) {
      if (this.stopped) {
        linesOfBrokenCall(
          id,
          answer.error.errorMessage,
          performance.now() - startedAt,
          this.o.memoryMb,
        ).forEach(this.o.log);
      }
      throw new FunctionFailure(
        answer.error.errorType,
        answer.error.errorMessage,
      );
    }
    return answer.value;
  }

  /** Ends the process at once. */
  stop(): void {
    this.stopped = true;
    this.child.kill('SIGKILL');
  }
}
