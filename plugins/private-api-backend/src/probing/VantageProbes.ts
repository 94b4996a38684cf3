import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type GuardPolicy,
  meaningOf,
  needsControl,
  type ProbeResult,
  showsVantageWorks,
  withControl,
} from '@private-serverless/probe';
import type { ProbingConfig } from '../config/ProbingConfig';
import { ControlTarget } from './ControlTarget';
import { Vantage } from './Vantage';

/** Part of the configuration that a probe needs. */
export type ProbesConfig = Pick<
  ProbingConfig,
  | 'vantages'
  | 'timeout'
  | 'allowedHostSuffixes'
  | 'allowedCidrs'
  | 'deniedCidrs'
  | 'allowedPorts'
>;

/** What to probe, and from where. Threads exchange it. */
export type ProbeRequest = {
  vantageId: string;
  targetId: string;
  url: string;
  /** Host names of AWS that the stack owns. */
  ownedHosts: string[];
  vpc: NonNullable<GuardPolicy['vpc']>;
  intervalMs: number;
};

/** Probes targets. */
export interface Probes {
  /** @throws Error if the probe did not take place. A failure of the target is a result */
  probe(request: ProbeRequest): Promise<ProbeResult>;
  /** Ends running probes. */
  close(): Promise<void>;
}

/** Probes from the vantages of the configuration, in this thread. */
export class VantageProbes implements Probes {
  private readonly config: ProbesConfig;
  private readonly vantages: ReadonlyMap<
    string,
    {
      vantage: Pick<Vantage, 'config' | 'probe' | 'close'>;
      control: ControlTarget;
    }
  >;

  constructor(
    config: ProbesConfig,
    logger: Pick<LoggerService, 'warn'>,
    create = (vantage: ProbesConfig['vantages'][number]) =>
      new Vantage(vantage, config.timeout, logger) as Pick<
        Vantage,
        'config' | 'probe' | 'close'
      >,
  ) {
    this.config = config;
    this.vantages = new Map(
      config.vantages.map(options => {
        const vantage = create(options);
        return [
          options.id,
          { vantage, control: new ControlTarget(vantage, config) },
        ];
      }),
    );
  }

  async probe(request: ProbeRequest): Promise<ProbeResult> {
    const { vantageId, targetId, url } = request;
    const known = this.vantages.get(vantageId);
    if (!known) throw new Error(`No vantage has the id ${vantageId}`);
    const startedAt = known.control.now();
    const result = await known.vantage.probe(
      { id: targetId, url },
      this.policyFor(request),
    );
    return this.judge(result, startedAt, request, known.control);
  }

  async close(): Promise<void> {
    this.vantages.forEach(({ vantage }) => vantage.close());
  }

  /** Adds what is known of the vantage to a failure that it can cause. */
  private async judge(
    result: ProbeResult,
    startedAt: number,
    { targetId, intervalMs }: ProbeRequest,
    control: ControlTarget,
  ): Promise<ProbeResult> {
    if (showsVantageWorks(result)) control.responded(targetId);
    if (!needsControl(result) || !result.failure) return result;
    // Without a control target, only failures that name the proxy need one.
    const isOpen = meaningOf(result.failure) === 'control';
    if (!control.isConfigured && !isOpen) return result;
    return withControl(
      result,
      await control.judge(targetId, startedAt, intervalMs),
    );
  }

  private policyFor({ ownedHosts, vpc }: ProbeRequest): GuardPolicy {
    const { allowedHostSuffixes, allowedCidrs, deniedCidrs, allowedPorts } =
      this.config;
    return {
      allowedHosts: { suffixes: allowedHostSuffixes, exact: ownedHosts },
      allowedCidrs,
      deniedCidrs,
      allowedPorts,
      vpc,
    };
  }
}
