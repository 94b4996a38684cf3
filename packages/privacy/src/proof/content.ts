import type { Picture } from './model';

/** A part of a line. What comes from the template is never markup. */
export type Inline = string | { code: string } | { strong: string };

/** A line of text. */
export type Line = readonly Inline[];

/** A part of a document, which each format writes in its own way. */
export type Block =
  | { kind: 'heading'; level: 2 | 3; text: Line }
  | { kind: 'paragraph'; text: Line }
  | { kind: 'list'; items: readonly Line[] }
  | {
      kind: 'table';
      caption: string;
      header: readonly string[];
      rows: readonly (readonly Line[])[];
    }
  | { kind: 'code'; text: string }
  | { kind: 'picture'; picture: Picture };

/** A document of one title and some blocks. */
export type Content = {
  title: string;
  /** The result, for the color of the headline. */
  verdict: 'private' | 'violated' | 'unproven';
  blocks: Block[];
};
