import { decodeTemplate } from './decode';
import { parametersOf } from './parameters';
import { readTemplateText } from './read';
import { splitSub } from './sub';

describe('decodeTemplate', () => {
  const utf16 = (text: string, order: 'le' | 'be') => {
    const bytes = Buffer.from(text, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };

  it('decodes UTF-8 with and without a byte order mark', () => {
    expect(decodeTemplate(Buffer.from('\uFEFFA: ä'))).toBe('A: ä');
    expect(decodeTemplate(Buffer.from('A: ä'))).toBe('A: ä');
  });

  it.each([
    ['UTF-16 with its mark', utf16('\uFEFFA: 1', 'le')],
    ['UTF-16, big endian', utf16('\uFEFFA: 1', 'be')],
    ['UTF-16 without its mark', utf16('A: 1', 'le')],
    ['UTF-32', Buffer.from([0x41, 0, 0, 0])],
  ])('rejects %s', (_, bytes) => {
    expect(() => decodeTemplate(bytes)).toThrow(
      'The template is encoded in UTF-16 or UTF-32. Save it as UTF-8.',
    );
  });

  it('reports the line of a byte that is not UTF-8', () => {
    const latin1 = Buffer.from('A: 1\nB: \xe4', 'latin1');
    expect(() => decodeTemplate(latin1)).toThrow(
      'Line 2: The template is not valid UTF-8. Save it as UTF-8.',
    );
  });
});

describe('parametersOf', () => {
  it('reads the declaration of a parameter', () => {
    const { root } = readTemplateText(`Parameters:
  Plain: { Type: String, AllowedPattern: '[a-z]+', NoEcho: no }
  List: { Type: CommaDelimitedList, Default: [a, 1], AllowedValues: [a, 1, yes] }
  Bare:
`);
    expect([...parametersOf(root).values()]).toEqual([
      {
        name: 'Plain',
        type: 'String',
        allowedPattern: '[a-z]+',
        noEcho: false,
        line: 2,
      },
      {
        name: 'List',
        type: 'CommaDelimitedList',
        default: 'a,1',
        allowedValues: ['a', '1', 'true'],
        noEcho: false,
        line: 3,
      },
      { name: 'Bare', noEcho: false, line: 4 },
    ]);
  });

  it.each([
    ['yes', true],
    ['On', true],
    ['true', true],
    ["'true'", true],
    ["'yes'", true],
    ['1', true],
    ['!Ref Other', true],
    ['maybe', true],
    ['no', false],
    ["'False'", false],
    ['off', false],
    ['~', false],
  ])('reads NoEcho: %s as %s', (written, noEcho) => {
    const { root } = readTemplateText(
      `Parameters: { P: { Type: String, NoEcho: ${written} } }`,
    );
    expect(parametersOf(root).get('P')?.noEcho).toBe(noEcho);
  });

  it('reports a section that is not a map', () => {
    const { root } = readTemplateText('Parameters:\n  - P');
    expect(() => parametersOf(root)).toThrow(
      'Line 1: Parameters is not a map.',
    );
  });
});

describe('splitSub', () => {
  it.each([
    ['', []],
    ['text', [{ text: 'text' }]],
    ['${A}', [{ name: 'A' }]],
    ['a${B.C}d', [{ text: 'a' }, { name: 'B.C' }, { text: 'd' }]],
    ['${!A}', [{ text: '${A}' }]],
    ['a$b${', [{ text: 'a$b${' }]],
    ['${ A }}', [{ name: 'A' }, { text: '}' }]],
  ])('splits %j', (text, pieces) => {
    expect(splitSub(text)).toEqual(pieces);
  });

  it('stops at the maximum number of parts', () => {
    expect(splitSub('${A}'.repeat(10), 10)).toHaveLength(10);
    expect(splitSub('${A}'.repeat(11), 10)).toBeUndefined();
  });

  it('splits a megabyte without a closing brace in one pass', () => {
    expect(splitSub('${'.repeat(500_000))).toHaveLength(1);
  });
});
