import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClientCertificate,
  VantageOptions,
} from '@private-serverless/probe';
import type { VantageConfig } from '../config/ProbingConfig';
import { type FileContent, WatchedFile } from './WatchedFile';

/** Options of a prober that come from files. `version` differs for each content. */
export type FileOptions = Pick<
  VantageOptions,
  'trustBundle' | 'trustBundleError' | 'clientCertificate'
> & { version: string };

/** The files of one vantage. */
export class VantageFiles {
  private readonly bundle?: WatchedFile;
  private readonly certificate?: WatchedFile;
  private readonly key?: WatchedFile;

  constructor(
    private readonly config: VantageConfig,
    logger: Pick<LoggerService, 'warn'>,
  ) {
    const { id, trustBundle, clientCertificate } = config;
    const watch = (path: string | undefined, warning: string) =>
      path === undefined
        ? undefined
        : new WatchedFile(path, `Vantage ${id} ${warning}`, logger);
    this.bundle = watch(trustBundle, 'trusts only the default roots');
    this.certificate = watch(
      clientCertificate?.file,
      'sends no client certificate',
    );
    this.key = watch(clientCertificate?.key, 'sends no client certificate');
  }

  /** Reads the files that have changed. */
  async read(): Promise<FileOptions> {
    const [bundle, certificate, key] = await Promise.all([
      this.bundle?.read(),
      this.certificate?.read(),
      this.key?.read(),
    ]);
    const clientCertificate = this.clientCertificate(certificate, key);
    return {
      version: [bundle, certificate, key]
        .map(content => content?.version)
        .join(' '),
      ...(bundle?.bytes && { trustBundle: bundle.bytes.toString('utf8') }),
      ...(bundle?.error && { trustBundleError: bundle.error }),
      ...(clientCertificate && { clientCertificate }),
    };
  }

  private clientCertificate(
    certificate: FileContent | undefined,
    key: FileContent | undefined,
  ): ClientCertificate | undefined {
    const {
      file,
      key: keyFile,
      passphrase,
    } = this.config.clientCertificate ?? {};
    if (!file || !certificate?.bytes) return undefined;
    if (/\.(p12|pfx)$/i.test(file)) {
      return { pfx: certificate.bytes, passphrase };
    }
    if (keyFile && !key?.bytes) return undefined;
    return {
      cert: certificate.bytes.toString('utf8'),
      key: (key?.bytes ?? certificate.bytes).toString('utf8'),
      passphrase,
    };
  }
}
