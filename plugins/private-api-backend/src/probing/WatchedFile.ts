import { readFile, stat } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';

/** Content of a file, or why it cannot be read. Both are absent before the first read. */
export type FileContent = {
  /** Differs for each content. */
  version: string;
  bytes?: Buffer;
  error?: string;
};

/**
 * A file that can appear and change while the backend runs. For example, the sandbox writes its CA certificate when it
 * starts.
 */
export class WatchedFile {
  private content: FileContent = { version: '' };

  /**
   * @param path - absolute, or relative to the working directory
   * @param warning - what follows if the file cannot be read, for the log
   */
  constructor(
    private readonly path: string,
    private readonly warning: string,
    private readonly logger: Pick<LoggerService, 'warn'>,
  ) {}

  /** The current content of the file. Reads it only after a change. */
  async read(): Promise<FileContent> {
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const version = `${mtimeMs}/${size}/${ino}`;
      if (version !== this.content.version) {
        this.content = { version, bytes: await readFile(this.path) };
      }
    } catch (error) {
      const text = (error as { message?: string }).message ?? String(error);
      if (this.content.error === undefined) {
        this.logger.warn(
          `Failed to read ${this.path}. ${this.warning}: ${text}`,
        );
      }
      this.content = { version: `unreadable: ${text}`, error: text };
    }
    return this.content;
  }
}
