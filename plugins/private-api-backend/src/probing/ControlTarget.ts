import {
  type GuardPolicy,
  type ProbeResult,
  showsVantageWorks,
} from '@private-serverless/probe';
import type { Vantage } from './Vantage';

/** What is known of a vantage: the field `control` of a result. */
export type Control = NonNullable<ProbeResult['control']>;

/** Number of other targets of a vantage whose latest response is kept. */
const keptResponses = 2;

/**
 * Tells whether a vantage works, when a target of it is silent. It probes the control target of the vantage at most once
 * at a time and only if the latest probe of it is older than the failure. Without a control target, another target of the
 * vantage that responded recently shows that it works.
 */
export class ControlTarget {
  private latest?: { startedAt: number; control: Control };
  private running?: { startedAt: number; control: Promise<Control> };
  /** Latest responses of targets, newest first. */
  private responses: Array<{ targetId: string; at: number }> = [];

  constructor(
    private readonly vantage: Pick<Vantage, 'config' | 'probe'>,
    /** The control target comes from the configuration, so its host is allowed. The address rules apply. */
    private readonly policy: Pick<GuardPolicy, 'allowedCidrs' | 'deniedCidrs'>,
    /** Monotonic, in milliseconds: a clock that is set back must not keep an old verdict. */
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** The time on the clock of {@link judge}. */
  now(): number {
    return this.clock();
  }

  /** Whether the configuration names a control target. */
  get isConfigured(): boolean {
    return this.vantage.config.control !== undefined;
  }

  /** Remembers that a target responded. */
  responded(targetId: string): void {
    this.responses = [
      { targetId, at: this.clock() },
      ...this.responses.filter(other => other.targetId !== targetId),
    ].slice(0, keptResponses);
  }

  /**
   * Whether the vantage works.
   * @param failedAt - {@link now} at the start of the failed probe
   * @param intervalMs - how long the response of another target counts
   */
  async judge(
    targetId: string,
    failedAt: number,
    intervalMs: number,
  ): Promise<Control> {
    const url = this.vantage.config.control;
    if (url !== undefined) return this.probe(url, failedAt);
    const now = this.clock();
    const other = this.responses.find(
      response =>
        response.targetId !== targetId && now - response.at <= intervalMs,
    );
    return other
      ? {
          state: 'responds',
          message: `another target of the vantage responded at ${new Date(
            Date.now() - (now - other.at),
          ).toISOString()}`,
        }
      : {
          state: 'none',
          message:
            'the vantage has no control target, and no other target of it responded recently',
        };
  }

  private async probe(url: string, failedAt: number): Promise<Control> {
    if (this.latest && this.latest.startedAt >= failedAt) {
      return this.latest.control;
    }
    if (!this.running || this.running.startedAt < failedAt) {
      const startedAt = this.clock();
      const running = { startedAt, control: this.probeOnce(url) };
      this.running = running;
      running.control.then(
        control => {
          this.latest = { startedAt, control };
          if (this.running === running) this.running = undefined;
        },
        () => {
          if (this.running === running) this.running = undefined;
        },
      );
    }
    return this.running.control;
  }

  private async probeOnce(url: string): Promise<Control> {
    const { hostname, port, host } = new URL(url);
    const result = await this.vantage.probe(
      { id: 'control', url },
      {
        ...this.policy,
        allowedHosts: { suffixes: [], exact: [hostname] },
        allowedPorts: [Number(port || 443)],
      },
    );
    return showsVantageWorks(result)
      ? { state: 'responds', message: `the control target ${host} responds` }
      : {
          state: 'fails',
          message: `the control target ${host} fails: ${
            result.failure?.message ?? 'unknown error'
          }`,
        };
  }
}
