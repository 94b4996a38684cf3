import { type CST, Lexer, Parser } from 'yaml';
import { refused } from './refused';

/**
 * Maximum nesting of the parser's constructs: a collection, its item and its scalar count one each. At about 10,000
 * levels, the recursion of yaml 2.9 aborts the Node process in a way that no `try` can catch.
 */
const maxDepth = 200;

/** Maximum number of lexical tokens, a bound of the parser's time. A file of 5,000 lines has about 30,000. */
const maxTokens = 100_000;

/**
 * The syntax tokens of a catalog file. This part of the parser does not recurse, so it rejects a text that is nested
 * too deeply before the parts that recurse read it.
 * @throws InputError with path and line
 */
export function tokensOf(text: string, path: string): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > maxTokens) {
      throw refused(text, path, parser.offset, {
        problem: `more than ${maxTokens} YAML tokens before this line`,
        fix: 'Move some entities to other files',
      });
    }
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maxDepth) {
      throw refused(text, path, parser.offset, {
        problem: `more than ${maxDepth} nested levels`,
        fix: 'Flatten the file',
      });
    }
  }
  return tokens.concat(...parser.end());
}
