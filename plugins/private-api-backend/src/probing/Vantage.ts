import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  createProber,
  type GuardPolicy,
  type Prober,
  ProberOptionError,
  type ProbeResult,
  type ProbeTarget,
} from '@private-serverless/probe';
import type { VantageConfig } from '../config/ProbingConfig';
import { type FileOptions, VantageFiles } from './VantageFiles';

/** A vantage from the configuration, with its prober. */
export class Vantage {
  readonly config: VantageConfig;
  private readonly timeoutMs: number;
  private readonly logger: Pick<LoggerService, 'warn'>;
  private readonly files: VantageFiles;
  private prober?: { prober: Prober; version: string };

  constructor(
    config: VantageConfig,
    timeoutMs: number,
    logger: Pick<LoggerService, 'warn'>,
  ) {
    this.config = config;
    this.timeoutMs = timeoutMs;
    this.logger = logger;
    this.files = new VantageFiles(config, logger);
  }

  /** Probes once. A network failure is part of the result. */
  async probe(target: ProbeTarget, policy: GuardPolicy): Promise<ProbeResult> {
    const prober = await this.current();
    return prober.probe(target, policy);
  }

  /** Aborts running probes. */
  close(): void {
    this.prober?.prober.close();
    this.prober = undefined;
  }

  /** A prober has one TLS context for all its probes, so a changed file needs a new prober. */
  private async current(): Promise<Prober> {
    const files = await this.files.read();
    if (this.prober?.version !== files.version) {
      // The previous prober finishes its probes. It holds only its resolver.
      this.prober = { prober: this.create(files), version: files.version };
    }
    return this.prober.prober;
  }

  /**
   * A file with wrong content must not stop the probes: with a wrong trust bundle, certificates of public issuers can
   * still be verified, and with a wrong client certificate, servers that require none can be probed.
   */
  private create({ version, ...files }: FileOptions): Prober {
    const { title, environment, trustBundle, control, ...vantage } =
      this.config;
    try {
      return createProber({
        vantage: { ...vantage, clientCertificate: undefined, ...files },
        timeoutMs: this.timeoutMs,
        formatOption: option => `${option} of vantage ${vantage.id}`,
      });
    } catch (error) {
      if (!(error instanceof ProberOptionError)) throw error;
      const { option, message } = error;
      this.logger.warn(message);
      if (option === 'trustBundle' && files.trustBundle !== undefined) {
        return this.create({
          ...files,
          version,
          trustBundle: undefined,
          trustBundleError: message,
        });
      }
      if (option === 'clientCertificate' && files.clientCertificate) {
        return this.create({ ...files, version, clientCertificate: undefined });
      }
      throw error;
    }
  }
}
