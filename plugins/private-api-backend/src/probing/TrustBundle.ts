import type { LoggerService } from '@backstage/backend-plugin-api';
import { readFile, stat } from 'node:fs/promises';

/**
 * A PEM file that may come and change while the backend runs, as when a local AWS writes its authority at start.
 */
export class TrustBundle {
  readonly #path: string;
  readonly #logger: LoggerService;
  #version: string | undefined;
  #pem: string | undefined;

  /** @param path - relative to the working directory, or absolute */
  constructor(path: string, logger: LoggerService) {
    this.#path = path;
    this.#logger = logger;
  }

  /** The file's present text, undefined while it is missing. A changed file gives a changed text. */
  async read(): Promise<string | undefined> {
    try {
      const { mtimeMs, size, ino } = await stat(this.#path);
      const version = `${mtimeMs}/${size}/${ino}`;
      if (version !== this.#version) {
        this.#pem = await readFile(this.#path, 'utf8');
        this.#version = version;
      }
    } catch (error) {
      if (this.#version !== 'unreadable') {
        this.#logger.warn(
          `The trust bundle ${
            this.#path
          } can't be read, so only the well-known roots are trusted: ${error}`,
        );
      }
      this.#version = 'unreadable';
      this.#pem = undefined;
    }
    return this.#pem;
  }
}
