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

  it('keeps the line numbers of the following text', () => {
    const text = 'A: [\n  a\n]\nB: 1\nB: 2\n';
    expect(() => plain(text)).toThrow(/^Line 5: .*in line 4/);
  });

  it('rejects tabs there, too', () => {
    expect(() => plain('A: [\n  a\n\t]\n')).toThrow(
      /^Line 3: YAML does not allow a tab/,
    );
  });

  it('reports an error after such a line at its own line', () => {
    expect(() => plain('A: [\n  a\n]\nB: {\n  b\n}\nC: [\n')).toThrow(
      /^Line 8: The template is not valid YAML/,
    );
  });

  it('does not treat text after brackets as a part of them', () => {
    const expected = { A: { B: ['a', 'b'] }, C: { D: 1 }, E: ['x'] };
    expect(plain('A:\n    B: [\n a,\n b]\nC:\n  D: 1\nE: [\n x\n]\n')).toEqual(
      expected,
    );
    expect(
      plain('A:\n    B: [\n a,\n b\n]\nC:\n  D: 1\nE: [\n x\n]\n'),
    ).toEqual(expected);
  });

  it('reports a missing closing quote at once', () => {
    const rest = 'Key: value\n'.repeat(20_000);
    expect(() => plain(`A:\n  B: "open\n${rest}`)).toThrow(
      'Line 3: A quoted text that starts before this line has no closing quote.',
    );
  });

  it('reads hundreds of such lines', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `K${i}: [\n  a\n]\n`).join('');
    const quoted = Array.from({ length: 5000 }, (_, i) => `line ${i} ''it''`);
    const flow = Array.from({ length: 5000 }, (_, i) => `item ${i},`);
    const read = plain(
      `${many(800)}Text:\n  Is: 'first\n${quoted.join(
        '\n',
      )}\nend'\nFlow:\n  Is: [\n${flow.join('\n')}\nlast\n]\nEnd: 1\n`,
    );
    expect(read).toMatchObject({
      K799: ['a'],
      Text: { Is: `first ${quoted.join(' ').replace(/''/g, "'")} end` },
      Flow: {
        Is: [...flow.map(item => item.replace(',', '')), 'last'],
      },
      End: 1,
    });
  });
});

describe('many lines with too little indentation in a template of an ordinary size', () => {
  const count = 400;
  const many = (entry: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => entry(index)).join('');

  it.each([
    [
      'lists',
      (i: number) => `K${i}:\n    L: [\n  a,\n  "b]"\n  ]\n`,
      ['a', 'b]'],
    ],
    [
      'quoted text',
      (i: number) => `K${i}:\n    L: "it's\n  # here\n\n  [b"\n`,
      "it's # here\n[b",
    ],
    [
      'both, among text that looks like them',
      (i: number) =>
        `# it's "\nK${i}:\n    M: don't [ {, [ - {\n    N: !Sub |\n      "[\n    L: !Join\n      - !Ref "x\n  y"\n      - [{ a: 'b''\n  c' # ]\n  }, d]\n`,
      { 'Fn::Join': [{ Ref: 'x y' }, [{ a: "b' c" }, 'd']] },
    ],
  ])('reads %s', (_, entry, value) => {
    const read = plain(many(entry)) as Record<string, unknown>;
    expect(Object.keys(read)).toHaveLength(count);
    expect(read.K0).toMatchObject({ L: value });
    expect(read[`K${count - 1}`]).toMatchObject({ L: value });
  });

  it('reports other errors in it', () => {
    const text = many(i => `K${i}: "a\nb"\n`);
    expect(() => plain(`${text}Z: [\n`)).toThrow(
      `Line ${2 * count + 2}: The template is not valid YAML`,
    );
  });

  it('does not change code that looks like open brackets', () => {
    const code = 'f([\n"\n]);\n';
    const text = many(
      i => `K${i}: [\n]\nC${i}:\n- Code: |\n    f([\n    "\n    ]);\n`,
    );
    const read = plain(text) as Record<string, unknown>;
    expect(read[`C${count - 1}`]).toEqual([{ Code: code }]);
  });
});

describe('quoted text of several lines with less indentation', () => {
  it.each([
    ['double quotes', 'A:\n  B: "x\ny"\nC: 1', { A: { B: 'x y' }, C: 1 }],
    ['single quotes', "A:\n  B: 'x\n y'\nC: 1", { A: { B: 'x y' }, C: 1 }],
    ['an empty line', 'A:\n  B: "x\n\ny"\n', { A: { B: 'x\ny' } }],
    ['a first empty line', 'A:\n  B: "\n\ny\nz"\n', { A: { B: '\ny z' } }],
    [
      'a backslash',
      'A:\n  B: "x\\\ny\\"z\n"\nC: 1',
      { A: { B: 'xy"z ' }, C: 1 },
    ],
  ])('%s', (_, text, value) => {
    expect(plain(text)).toEqual(value);
  });
});
