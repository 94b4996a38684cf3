import { readFile, stat } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';

/**
 * A PEM file that can appear and change while the backend runs. For example, the sandbox writes its CA certificate when
 * it starts.
 */
export class TrustBundle {
  private readonly path: string;
  private readonly logger: LoggerService;
  private version: string | undefined;
  private pem: string | undefined;

  /** @param path - absolute, or relative to the working directory */
  constructor(path: string, logger: LoggerService) {
    this.path = path;
    this.logger = logger;
  }

  /** The current content of the file. Undefined if it cannot be read. */
  async read(): Promise<string | undefined> {
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const version = `${mtimeMs}/${size}/${ino}`;
      if (version !== this.version) {
        this.pem = await readFile(this.path, 'utf8');
        this.version = version;
      }
    } catch (error) {
      if (this.version !== 'unreadable') {
        this.logger.warn(
          `Failed to read the trust bundle ${this.path}. Only the default roots are trusted: ${error}`,
        );
      }
      this.version = 'unreadable';
      this.pem = undefined;
    }
    return this.pem;
  }
}
