/** Line numbers of offsets that are asked in ascending order, in one pass over the text. */
export class AscendingLines {
  private line = 1;
  private nextBreak: number;

  constructor(private readonly text: string) {
    this.nextBreak = text.indexOf('\n');
  }

  /** Line of an offset, from 1. An offset before the last one has that one's line. */
  at(offset: number): number {
    while (this.nextBreak >= 0 && this.nextBreak < offset) {
      this.line += 1;
      this.nextBreak = this.text.indexOf('\n', this.nextBreak + 1);
    }
    return this.line;
  }
}
