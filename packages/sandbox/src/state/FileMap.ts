import { readJson, writeWhole } from './files';

/** A map that is also stored in a file as JSON, so that it survives the process. */
export class FileMap<V> extends Map<string, V> {
  private readonly file?: string;

  /** @param file - file to read and to write. @defaultValue in memory only */
  constructor(file?: string) {
    super(file ? Object.entries<V>(readJson(file) ?? {}) : []);
    this.file = file;
  }

  override set(key: string, value: V): this {
    super.set(key, value);
    this.save();
    return this;
  }

  override delete(key: string): boolean {
    const existed = super.delete(key);
    if (existed) this.save();
    return existed;
  }

  private save(): void {
    // The constructor of Map calls this before `file` is set.
    if (this.file) {
      writeWhole(this.file, JSON.stringify(Object.fromEntries(this)));
    }
  }
}
