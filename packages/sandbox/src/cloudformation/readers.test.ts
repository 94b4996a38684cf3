import { readTemplateText, toPlain } from '@private-serverless/template';
import {
  acceptedByCfnLint,
  readWithSnakeYaml,
} from './__testUtils__/otherReaders';
import { type OtherReader, type Reading, texts } from './__testUtils__/texts';
import { parseTemplateText } from './yaml';

/** The readers of the product and of the sandbox, which are always available. */
const ours = {
  template: (text: string) => toPlain(readTemplateText(text).root),
  sandbox: parseTemplateText,
};

function readingOf(read: (text: string) => unknown, text: string): Reading {
  try {
    return { value: read(text) };
  } catch {
    return { rejected: true };
  }
}

/** JSON, so that the order of keys counts, and only own properties. */
function show(reading: Reading): string {
  return 'rejected' in reading ? 'rejected' : JSON.stringify(reading.value);
}

/**
 * A row for each text, a column for each reader. Accepted differences are in
 * parentheses.
 */
const table: string[] = [];
let snakeYaml: Reading[] | undefined;
let cfnLint: boolean[] | undefined;

beforeAll(async () => {
  const all = texts.map(({ text }) => text);
  [snakeYaml, cfnLint] = await Promise.all([
    readWithSnakeYaml(all),
    acceptedByCfnLint(all),
  ]);
});

afterAll(() => {
  const readers = [
    'template',
    'sandbox',
    snakeYaml ? 'SnakeYAML' : 'SnakeYAML (not here)',
    cfnLint ? 'cfn-lint' : 'cfn-lint (not here)',
  ];
  console.log(
    [`${texts.length} texts × ${readers.join(', ')}`, ...table].join('\n'),
  );
});

describe('every reader reads a text in the same way', () => {
  it.each(texts.map((row, index) => ({ ...row, index })))(
    '$text',
    ({ text, reading, differs = {}, index }) => {
      const expected = show(reading);
      const found: Record<'template' | OtherReader, string | undefined> = {
        template: show(readingOf(ours.template, text)),
        sandbox: show(readingOf(ours.sandbox, text)),
        SnakeYAML: snakeYaml && show(snakeYaml[index]!),
        'cfn-lint': cfnLint && (cfnLint[index] ? 'accepted' : 'rejected'),
      };
      const isSame = (reader: string, what: string) =>
        reader === 'cfn-lint'
          ? (what === 'rejected') === (expected === 'rejected')
          : what === expected;
      const columns = Object.entries(found).map(([reader, what]) => {
        if (what === undefined) return '–';
        return isSame(reader, what) ? '=' : `(${what})`;
      });
      table.push(
        `${JSON.stringify(text).padEnd(44)} ${expected.padEnd(
          34,
        )} ${columns.join(' ')}`,
      );
      for (const [reader, what] of Object.entries(found)) {
        if (what === undefined) continue;
        const why = differs[reader as OtherReader];
        expect({ reader, same: isSame(reader, what), what }).toEqual({
          reader,
          same: why === undefined,
          what,
        });
      }
    },
  );
});
