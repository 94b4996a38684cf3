import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  createProber,
  type GuardPolicy,
  type Prober,
  type ProbeResult,
  type ProbeTarget,
} from '@private-serverless/probe';
import type { VantageConfig } from '../config/ProbingConfig';
import { TrustBundle } from './TrustBundle';

/** A vantage from the configuration, with its prober. */
export class Vantage {
  readonly config: VantageConfig;
  private readonly timeoutMs: number;
  private readonly bundle?: TrustBundle;
  private prober?: { prober: Prober; pem: string | undefined };

  constructor(config: VantageConfig, timeoutMs: number, logger: LoggerService) {
    this.config = config;
    this.timeoutMs = timeoutMs;
    this.bundle = config.trustBundle
      ? new TrustBundle(config.trustBundle, logger)
      : undefined;
  }

  /**
   * Probes once. A network failure is part of the result.
   * @throws ProberOptionError if the trust bundle is not valid
   */
  async probe(target: ProbeTarget, policy: GuardPolicy): Promise<ProbeResult> {
    const prober = await this.current();
    return prober.probe(target, policy);
  }

  /** Aborts running probes. */
  close(): void {
    this.prober?.prober.close();
    this.prober = undefined;
  }

  /** A prober has one TLS context for all its probes, so a changed trust bundle needs a new prober. */
  private async current(): Promise<Prober> {
    const pem = await this.bundle?.read();
    if (!this.prober || this.prober.pem !== pem) {
      const { id, resolver, connectProxy } = this.config;
      const prober = createProber({
        vantage: { id, resolver, connectProxy, trustBundle: pem },
        timeoutMs: this.timeoutMs,
        formatOption: option => `${option} of vantage ${id}`,
      });
      // The previous prober finishes its probes. It holds only its resolver.
      this.prober = { prober, pem };
    }
    return this.prober.prober;
  }
}
