import { InputError } from '@backstage/errors';
import { Composer, type Document } from 'yaml';
import { lineOf, refused } from './refused';
import { requireSound } from './sound';
import { tokensOf } from './tokens';

/** Maximum size of a catalog file in UTF-16 code units. Larger files keep the parser busy for seconds. */
export const maxCatalogTextLength = 1024 * 1024;

/** A catalog file: its text and the YAML documents in it, each with its offsets in the text. */
export class CatalogText {
  private constructor(
    readonly text: string,
    /** Names the file in error messages. */
    readonly path: string,
    readonly documents: readonly Document[],
    /** What each document means, with aliases resolved, as the catalog reads it. */
    readonly values: readonly unknown[],
  ) {}

  /**
   * Parses a catalog file.
   * @param options.merge - resolves `<<` keys, as a catalog with YAML merge enabled does. @defaultValue false
   * @throws InputError with path and line if the text is too large, too deep or not valid YAML
   */
  static parse(
    text: string,
    path: string,
    { merge = false }: { merge?: boolean } = {},
  ): CatalogText {
    if (text.length > maxCatalogTextLength) {
      throw new InputError(
        `${path}: the file has ${text.length} characters; the maximum is ${maxCatalogTextLength}. Move some entities to other files. The file was not changed.`,
      );
    }
    const composer = new Composer({
      keepSourceTokens: true,
      prettyErrors: false,
      // A warning of the parser would repeat the file in the log of the process.
      logLevel: 'error',
      // The parser compares each key with every other key of its map. requireSound needs only one pass.
      uniqueKeys: false,
      merge,
    });
    const tokens = tokensOf(text, path);
    const documents = [
      ...composer.compose(tokens, true, text.length),
    ] as Document[];
    for (const { errors } of documents) {
      if (errors.length > 0) {
        throw refused(text, path, errors[0].pos[0], {
          problem: `not valid YAML: ${errors[0].message}`,
          fix: 'Correct the file',
        });
      }
    }
    for (const document of documents) requireSound(document, text, path);
    return new CatalogText(
      text,
      path,
      documents,
      documents.map(document => valueOf(document, text, path)),
    );
  }

  /** True if the file is one JSON value, which an edit keeps. */
  get isJson(): boolean {
    try {
      JSON.parse(this.text.replace(/^\uFEFF/, ''));
      return true;
    } catch {
      return false;
    }
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    return lineOf(this.text, offset);
  }

  /** The error for a place that cannot be edited. */
  refuse(offset: number, reason: { problem: string; fix: string }): InputError {
    return refused(this.text, this.path, offset, reason);
  }
}

/** Throws for aliases that expand without limit. */
function valueOf(document: Document, text: string, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw refused(text, path, document.range![0], {
      problem: `the document cannot be read: ${(error as Error).message}`,
      fix: 'Replace its aliases with the values that they repeat',
    });
  }
}
