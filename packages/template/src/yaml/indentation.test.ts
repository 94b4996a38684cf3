import { toPlain } from '../plain';
import { readTemplateText } from '../read';

const plain = (text: string) => toPlain(readTemplateText(text).root);

describe('a closing bracket at the indentation of its parent', () => {
  it.each([
    ['a list', 'A: [\n  a\n]\nC: 1', { A: ['a'], C: 1 }],
    ['a map', 'A:\n  B: {\n    a: 1\n  }\nC: 1', { A: { B: { a: 1 } }, C: 1 }],
    [
      'below a dash',
      'A:\n  - B: [\n    a\n    ]\n  - C: {\n    x: y\n    }\n',
      { A: [{ B: ['a'] }, { C: { x: 'y' } }] },
    ],
    [
      'one in the other',
      'A:\n  B: !If [x, {\n    c: [\n  d\n]\n  }, e]\n',
      { A: { B: { 'Fn::If': ['x', { c: ['d'] }, 'e'] } } },
    ],
    [
      'text less indented than its key',
      'A:\n    B: [\n  a,\n# a comment\n\n  b\n]\nC: 1\n',
      { A: { B: ['a', 'b'] }, C: 1 },
    ],
  ])('%s', (_, text, value) => {
    expect(plain(text)).toEqual(value);
  });

  it('does not change the code of a function that looks the same', () => {
    const code = 'exports.handler = async () => {\n  return [\n  1\n  ];\n};\n';
    const indented = code.replace(/^(?=.)/gm, '      ');
    const template = (closing: string) =>
      `A:\n  Tags: [\n    a\n${closing}\n  Code: |\n${indented}  More: [\n    b\n${closing}\n`;
    const expected = { A: { Tags: ['a'], Code: code, More: ['b'] } };
    expect(plain(template('  ]'))).toEqual(expected);
    expect(plain(template('    ]'))).toEqual(expected);
  });

  it('does not change code whose first line is a bracket', () => {
    expect(plain('A: [\n  a\n]\nCode: |\n  }\n  x\n')).toEqual({
      A: ['a'],
      Code: '}\nx\n',
    });
  });

  it('keeps the lines of what follows', () => {
    const text = 'A: [\n  a\n]\nB: 1\nB: 2\n';
    expect(() => plain(text)).toThrow(/^Line 5: .*in line 4/);
  });

  it('refuses tabs there, too', () => {
    expect(() => plain('A: [\n  a\n\t]\n')).toThrow(
      /^Line 3: YAML does not allow a tab/,
    );
  });

  it('reports an error after such a line at its own line', () => {
    expect(() => plain('A: [\n  a\n]\nB: {\n  b\n}\nC: [\n')).toThrow(
      /^Line 8: The template is not valid YAML/,
    );
  });

  it('reads hundreds of them', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `K${i}: [\n  a\n]\n`).join('');
    const quoted = Array.from({ length: 30 }, (_, i) => `  line ${i}`);
    expect(
      plain(`${many(800)}Text: "first\n${quoted.join('\n')}\nend"\n`),
    ).toMatchObject({
      K799: ['a'],
      Text: `first ${quoted.join(' ').replace(/ +/g, ' ').trim()} end`,
    });
  });
});

describe('quoted text of several lines with less indentation', () => {
  it.each([
    ['double quotes', 'A:\n  B: "x\ny"\nC: 1', { A: { B: 'x y' }, C: 1 }],
    ['single quotes', "A:\n  B: 'x\n y'\nC: 1", { A: { B: 'x y' }, C: 1 }],
    ['an empty line', 'A:\n  B: "x\n\ny"\n', { A: { B: 'x\ny' } }],
  ])('%s', (_, text, value) => {
    expect(plain(text)).toEqual(value);
  });
});
