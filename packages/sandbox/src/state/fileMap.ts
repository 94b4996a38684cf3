import { readJson, writeWhole } from './files';

/** A map that is in a file as well, as JSON, and so outlives the process. */
export class FileMap<V> extends Map<string, V> {
  private readonly file?: string;

  /** @param file - where it is kept; what is there is read; absent: in memory only */
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
    const was = super.delete(key);
    if (was) this.save();
    return was;
  }

  private save(): void {
    // Also called by the constructor of Map, before there is a file.
    if (this.file) {
      writeWhole(this.file, JSON.stringify(Object.fromEntries(this)));
    }
  }
}
