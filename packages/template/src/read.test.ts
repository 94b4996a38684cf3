import { TemplateError } from './TemplateError';
import { limits } from './limits';
import { entry, type Node } from './node';
import { toPlain } from './plain';
import { readTemplateText } from './read';
import { resourcesOf } from './sections';

const resource = 'Resources:\n  Vpc: { Type: AWS::EC2::VPC }\n';
const read = (text: string) => readTemplateText(text).root;

function below(node: Node): readonly Node[] {
  if (node.kind === 'map') return [...node.entries.values()];
  return node.kind === 'list' ? node.items : [];
}

/** Every node with its path and line, depth first. */
function placesOf(node: Node): Array<[path: string, line: number]> {
  return [[node.path, node.line], ...below(node).flatMap(placesOf)];
}

describe('rejects a text that is not a template', () => {
  it.each([
    ['nothing', '', 'The template is empty.'],
    ['a comment', '# none', 'The template is empty.'],
    ['null', '~', 'The template is empty.'],
    ['broken YAML', 'A:\n  B: [\n', 'Line 3: The template is not valid YAML:'],
    [
      'broken JSON',
      '{"Resources": {\n"A": }',
      'Line 2: The template is not valid JSON: Unexpected token',
    ],
    [
      'JSON that ends early',
      '{"Resources": {\n"A": [1,',
      'Line 2: The template is not valid JSON: Unexpected end',
    ],
    [
      'a key twice',
      `${resource}Resources: {}\n`,
      'Line 3: The template has the key "Resources" twice, in line 1 and here. Keep one.',
    ],
    [
      'a key twice in JSON',
      '{"A": {"b": 1,\n"c": 2,\n"b": 3}}',
      'Line 3: A has the key "b" twice, in line 1 and here. Keep one.',
    ],
    [
      'a key twice in JSON with tabs',
      '{\n\t"A": 1,\n\t"A": 2\n}',
      'Line 3: The template has the key "A" twice, in line 2 and here. Keep one.',
    ],
    [
      'two keys that are one boolean',
      'Parameters:\n  Yes: a\n  On: b',
      'Line 3: Parameters has the key "true" twice, in line 2 and here, here written On. Keep one.',
    ],
    ['a map as a key', '? {a: b}\n: c', 'Line 1: A key must be plain text'],
    ['a tagged key', '!Ref a: b', 'Line 1: A key must be plain text'],
    [
      'an empty key',
      'A:\n  : b',
      'The key (empty) is null in YAML. Write a name',
    ],
    [
      'a merge key',
      'x: &x {Type: A}\nResources:\n  A:\n    <<: {Type: A}',
      'Line 4: CloudFormation does not support merge keys (<<).',
    ],
    [
      'an alias',
      'A: &x 1\nB:\n  - *x',
      'Line 3: CloudFormation does not support YAML aliases (*x). Write the value out.',
    ],
    [
      'two documents',
      `${resource}---\n${resource}`,
      'Line 4: A template must be a single YAML document.',
    ],
    ['a tab as indentation', 'A:\n\tB: 1', 'Line 2: YAML does not allow a tab'],
    [
      'a tab before a value',
      'A:\tB',
      'Line 1: YAML does not allow a tab here.',
    ],
    [
      'UTF-16 read as UTF-8',
      'A\0:\0 \x001\0',
      'is not valid UTF-8 text. It may be UTF-16',
    ],
    [
      'a tag directive',
      '%TAG ! !R\n---\nA: !ef B',
      'Line 1: The directive %TAG changes what tags such as !Ref mean.',
    ],
    [
      'a tag in its URI form',
      'A: !<!Ref> B',
      'Line 1: The tag !<!Ref> is not supported.',
    ],
    ['a tag of another kind', 'A: !!map b', 'does not match its tag !!map'],
    [
      'a resource behind an old line end in a comment',
      `${resource}  # note\u2028  Gateway: { Type: AWS::EC2::InternetGateway }`,
      'Line 3: A line separator character (U+0085, U+2028 or U+2029)',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(TemplateError);
    expect(() => read(text)).toThrow(message);
  });
});

describe('rejects a text beyond the limits of CloudFormation', () => {
  const nested = (open: string, close: string, depth: number) =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;
  const tooDeep = limits.maxDepth + 1;

  it.each([
    ['flow lists', `A: ${nested('[', ']', tooDeep)}`],
    ['flow maps', `A: ${nested('{a: ', '}', tooDeep)}`],
    ['lists in one line', `A:\n  ${'- '.repeat(tooDeep)}x`],
    [
      'block maps',
      Array.from({ length: tooDeep }, (_, i) => `${' '.repeat(i)}a:`).join(
        '\n',
      ),
    ],
    ['JSON', nested('{"a":', '}', tooDeep)],
    ['JSON lists', `{"a": ${nested('[', ']', tooDeep)}}`],
  ])('with too many levels of nesting: %s', (_, text) => {
    expect(() => read(text)).toThrow(/more than 100 levels of nesting/);
  });

  it('accepts nesting that SnakeYAML accepts', () => {
    expect(read(`A: ${nested('[', ']', 50)}`).kind).toBe('map');
    expect(read(nested('{"a":', '}', 50)).kind).toBe('map');
  });

  it('with too many bytes, even if it has fewer characters', () => {
    const fill = 'ä'.repeat(limits.maxBytes / 2);
    expect(() => read(`A: ${fill}`)).toThrow(/larger than 1 MiB/);
    expect(read(`A: ${fill.slice(10)}`).kind).toBe('map');
  });

  it.each([
    ['YAML', (items: string) => `A: [${items}]`],
    ['JSON', (items: string) => `{"A": [${items}]}`],
  ])('with too many values: %s', (_, wrap) => {
    const items = Array(limits.maxTokens + 1).fill('1');
    expect(() => read(wrap(items.join()))).toThrow(/more than 300000 values/);
    const list = entry(read(wrap(items.slice(10).join())), 'A');
    expect(list).toMatchObject({ kind: 'list' });
  });
});

describe('rejects or reads quickly a text that needs a lot of time or memory', () => {
  const long = 'k'.repeat(200_000);
  const items = Array(1000).fill('1').join();

  it.each([
    ['JSON', `{"${long}": [${items}]}`],
    ['YAML', `${long}: [${items}]`],
  ])('has many values below a long key: %s', (_, text) => {
    expect(() => read(text)).toThrow(
      'Line 1: The template has too many values below long keys. Shorten the keys.',
    );
  });

  it.each([
    ['decimal', '9'.repeat(1_000_000)],
    ['octal', `0${'7'.repeat(1_000_000)}`],
    ['of base 60', `1${':5'.repeat(500_000)}`],
  ])('keeps a number of a million digits as text: %s', (_, digits) => {
    const { root, warnings } = readTemplateText(`A: ${digits}`);
    expect(toPlain(root)).toEqual({ A: digits });
    expect(warnings).toEqual([]);
  });

  it('with numeric keys on every level of JSON', () => {
    const levels = 40;
    const text = `${'{"1":'.repeat(levels)}[${items}]${',"0":0}'.repeat(
      levels,
    )}`;
    let node: Node | undefined = read(text);
    for (let level = 0; level < levels; level += 1) {
      expect([...(node as any).entries.keys()]).toEqual(['1', '0']);
      node = entry(node, '1');
    }
    expect(node).toMatchObject({ kind: 'list' });
  });
});

describe('paths and lines', () => {
  it('are available for every value', () => {
    const root = read(
      'A:\n  B:\n    - x\n    - !Ref C\n    -\n      d: |\n        text\n      e: 1\n    - >-\n      folded\n',
    );
    expect(placesOf(root)).toEqual([
      ['', 1],
      ['A', 1],
      ['A.B', 2],
      ['A.B[0]', 3],
      ['A.B[1]', 4],
      ['A.B[1].Ref', 4],
      ['A.B[2]', 6],
      ['A.B[2].d', 6],
      ['A.B[2].e', 8],
      ['A.B[3]', 9],
    ]);
  });

  it('count lines with any line end', () => {
    const lineOf = (end: string) =>
      entry(entry(read(['A:', '  # c', '  B: 1'].join(end)), 'A'), 'B')?.line;
    expect(['\n', '\r\n', '\r'].map(lineOf)).toEqual([3, 3, 3]);
  });

  it('are the same for JSON read as JSON and as YAML', () => {
    const json = JSON.stringify(
      {
        A: [1, [], {}, [[2]], { b: null, c: 'x"\\,:{[' }],
        '200': { '10': 'ten', b: { '1': 1, a: 2 }, '2': [true] },
        last: -1.5,
      },
      null,
      1,
    ).replace('"200"', '"z": 0,\n "200"');
    const asYaml = `# a comment makes it YAML\n${json}`;
    const down = ([path, line]: [string, number]) => [path, line - 1];
    expect(placesOf(read(json)).slice(1)).toEqual(
      placesOf(read(asYaml)).slice(1).map(down),
    );
    expect([...(read(json) as any).entries.keys()]).toEqual([
      'z',
      '200',
      'A',
      'last',
    ]);
  });
});

describe('JSON', () => {
  it('keeps numbers as CloudFormation does', () => {
    expect(
      toPlain(read('{"a": 1.0, "b": 1e3, "c": 12345678901234567890, "d": 5}')),
    ).toEqual({ a: '1.0', b: '1000.0', c: '12345678901234567890', d: 5 });
  });

  it('can contain tabs, and YAML in braces can contain comments', () => {
    expect(toPlain(read('{\n\t"a":\t[1,\n\t2]\n}'))).toEqual({ a: [1, 2] });
    expect(toPlain(read('{a: 1, # one\n b: 2}'))).toEqual({ a: 1, b: 2 });
  });

  it('treats keys such as __proto__ as ordinary keys', () => {
    const text = '{"__proto__": {"a": 1}, "constructor": 2, "toString": 3}';
    const plain = toPlain(read(text));
    expect(Object.keys(plain as object)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
    expect(JSON.stringify(plain)).toBe(text.replace(/ /g, ''));
    expect({}).not.toHaveProperty('a');
  });
});

it('keeps 32 bits of a base 60 number, as SnakeYAML does', () => {
  const text = 'A: [1:30, 123456789:5, 1:30.5]';
  expect(toPlain(read(text))).toEqual({ A: [90, -1182527247, '90.5'] });
});

describe('warnings', () => {
  it('report values that are read differently, with line and fix', () => {
    const { root, warnings } = readTemplateText(
      'Mappings:\n  Accounts:\n    001234567012: { Id: 012345670123 }\n    098765432109: { Id: "012345670123" }\n',
    );
    expect(warnings).toEqual([
      {
        path: 'Mappings.Accounts.001234567012',
        line: 3,
        message:
          "CloudFormation reads the key 001234567012 as 175304202 (YAML 1.1). If you mean the text, write '001234567012' in quotes.",
      },
      {
        path: 'Mappings.Accounts.175304202.Id',
        line: 3,
        message:
          "CloudFormation reads the value 012345670123 as 1402433619 (YAML 1.1). If you mean the text, write '012345670123' in quotes.",
      },
    ]);
    expect(toPlain(root)).toEqual({
      Mappings: {
        Accounts: {
          '175304202': { Id: 1402433619 },
          '098765432109': { Id: '012345670123' },
        },
      },
    });
  });

  it('do not contain the value of a NoEcho parameter', () => {
    const { warnings } = readTemplateText(
      'Parameters:\n  Pin: { Type: String, NoEcho: yes, Default: 012345 }\n  Open: { Type: String, Default: 012345 }\n',
    );
    expect(warnings.map(({ line, message }) => [line, message])).toEqual([
      [2, expect.not.stringContaining('345')],
      [3, expect.stringContaining('012345')],
    ]);
  });

  it('are not reported for values that are read as written', () => {
    const text = 'A: [yes, 2012-10-17, 443, 1.5, N, 099, -1, TRUE, ~, 1.0]';
    expect(readTemplateText(text).warnings).toEqual([]);
  });
});

describe('resourcesOf', () => {
  it.each([
    ['a list', '- a', 'Line 1: A CloudFormation template is a map'],
    ['a text', 'hello', 'Line 1: A CloudFormation template is a map'],
    ['no Resources', 'Parameters: {}', 'has no Resources section'],
    ['no resource', 'A: 1\nResources: {}', 'Line 2: The template has no'],
    ['a text', 'Resources:\n  A: b', 'Line 2: Resources.A is not a map.'],
    [
      'no Type',
      'Resources:\n  A:\n    Properties: {}',
      'Line 2: Resources.A has no Type.',
    ],
    [
      'a Type that is a function',
      'Resources:\n  A: { Type: !Ref B }',
      'Line 2: Resources.A.Type is Ref, and CloudFormation accepts no function there.',
    ],
    [
      'a Type that is a list',
      'Resources:\n  A:\n    Type: [B]',
      'Line 3: Resources.A.Type is not a text.',
    ],
    [
      'a module of another tool',
      'Resources:\n  A: !Rain::Module network.yaml',
      'Line 2: Resources.A is Fn::Rain::Module, and CloudFormation accepts no function there.',
    ],
    [
      'a Type that is a module of another tool',
      'Resources:\n  A:\n    Type: !Rain::Module network.yaml',
      'Line 3: Resources.A.Type is Fn::Rain::Module, and CloudFormation accepts no function there. If another tool replaces it, verify the output of that tool.',
    ],
    [
      'Properties that are a list',
      'Resources:\n  A:\n    Type: T\n    Properties:\n      - B: c',
      'Line 4: Resources.A.Properties is not a map.',
    ],
    [
      'empty Properties',
      'Resources:\n  A:\n    Type: T\n    Properties:\n',
      'Line 4: Resources.A.Properties is not a map.',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => resourcesOf(read(text))).toThrow(message);
  });

  it('excludes loops and accepts a resource that a macro completes', () => {
    const text = `Resources:
  Fn::ForEach::Topics: [Name, [a], { 'T\${Name}': { Type: AWS::SNS::Topic } }]
  A: { Fn::Transform: { Name: M } }
  constructor: { Type: T }
`;
    expect([...resourcesOf(read(text)).keys()]).toEqual(['A', 'constructor']);
  });
});
