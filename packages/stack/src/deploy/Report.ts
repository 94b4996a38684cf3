import type { DeployResult } from '../session/results';
import type { StackSession } from '../session/StackSession';

/** The result of a deploy while the deploy is running. */
export class Report {
  readonly result: DeployResult;
  private readonly started: number;

  constructor(private readonly session: StackSession) {
    this.started = session.clock.now();
    this.result = {
      stackArn: '',
      operation: 'create',
      status: '',
      outputs: {},
      changes: [],
      timings: { package: 0, plan: 0, execute: 0, total: 0 },
      apiCalls: session.calls.counts,
    };
  }

  /** Runs a part of the deploy and adds its duration to the result. */
  async timed<T>(
    part: 'package' | 'plan' | 'execute',
    run: () => Promise<T>,
  ): Promise<T> {
    const start = this.session.clock.now();
    try {
      return await run();
    } finally {
      this.result.timings[part] += this.session.clock.now() - start;
    }
  }

  /** Applies changes to the result and updates its total time. @returns the result */
  update(changes: Partial<DeployResult> = {}): DeployResult {
    Object.assign(this.result, changes);
    this.result.timings.total = this.session.clock.now() - this.started;
    return this.result;
  }
}
