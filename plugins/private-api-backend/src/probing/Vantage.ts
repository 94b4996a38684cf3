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

/** A place to probe from. */
export class Vantage {
  readonly config: VantageConfig;
  readonly #timeoutMs: number;
  readonly #bundle?: TrustBundle;
  #prober?: { prober: Prober; pem: string | undefined };

  constructor(config: VantageConfig, timeoutMs: number, logger: LoggerService) {
    this.config = config;
    this.#timeoutMs = timeoutMs;
    this.#bundle = config.trustBundle
      ? new TrustBundle(config.trustBundle, logger)
      : undefined;
  }

  /**
   * Probes once. What goes wrong on the network is in the result.
   * @throws TypeError for options that can't be used at all, such as a trust bundle without a certificate
   */
  async probe(target: ProbeTarget, policy: GuardPolicy): Promise<ProbeResult> {
    const prober = await this.#current();
    return prober.probe(target, policy);
  }

  /** Ends what is under way. */
  close(): void {
    this.#prober?.prober.close();
    this.#prober = undefined;
  }

  /** A prober keeps one TLS context for all probes, so another bundle takes another prober. */
  async #current(): Promise<Prober> {
    const pem = await this.#bundle?.read();
    if (!this.#prober || this.#prober.pem !== pem) {
      const { id, resolver, connectProxy } = this.config;
      const prober = createProber({
        vantage: { id, resolver, connectProxy, trustBundle: pem },
        timeoutMs: this.#timeoutMs,
      });
      // The former one is left to finish its probes; it holds nothing but its resolver.
      this.#prober = { prober, pem };
    }
    return this.#prober.prober;
  }
}
