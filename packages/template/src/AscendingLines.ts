/**
 * Converts offsets to line numbers, in one pass over the text. The offsets must
 * be in ascending order.
 */
export class AscendingLines {
  private line = 1;
  private nextBreak: number;

  constructor(private readonly text: string) {
    this.nextBreak = text.indexOf('\n');
  }

  /**
   * Line of an offset, from 1. For an offset before the previous one, the line
   * of the previous one.
   */
  at(offset: number): number {
    while (this.nextBreak >= 0 && this.nextBreak < offset) {
      this.line += 1;
      this.nextBreak = this.text.indexOf('\n', this.nextBreak + 1);
    }
    return this.line;
  }
}
