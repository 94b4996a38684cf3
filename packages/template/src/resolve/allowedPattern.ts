/**
 * What a simple AllowedPattern says about the strings that match it.
 * @public
 */
export type Alphabet = {
  /** The text that every matching string starts with. May be empty. */
  prefix: string;
  /** Whether a matching string can have the wildcards of IAM, `*` and `?`, or a variable of IAM, `${…}`. */
  mayHaveWildcards: boolean;
};

/** Length from which a pattern is not read. */
const maxLength = 1000;

/** Escapes of one character class, with some characters that it has. */
const classes: Record<string, string | undefined> = { d: '0', w: 'a' };

/** Characters that have a meaning outside of a character class. */
const special = '^$.|?*+(){}[]\\';

/**
 * Reads a simple AllowedPattern. The pattern is never executed, because a hostile one could take forever.
 * CloudFormation requires that the pattern matches the whole value.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 *
 * @returns undefined for a pattern with elements whose characters are not evident, such as `.`, `[^a]` or `(?i)`
 */
export function readAllowedPattern(pattern: string): Alphabet | undefined {
  if (pattern.length > maxLength) return undefined;
  let prefix = '';
  let isPrefix = true;
  let characters = '';
  let index = pattern.startsWith('^') ? 1 : 0;
  while (index < pattern.length) {
    const atom = readAtom(pattern, index);
    if (!atom) return undefined;
    characters += atom.characters;
    index = atom.end;
    const isQuantified = /[?*+{]/.test(pattern[index] ?? '');
    if (isPrefix && atom.literal && !isQuantified) prefix += atom.characters;
    else isPrefix = false;
    // In an alternative, no text is in each string.
    if (atom.isAlternative) prefix = '';
  }
  return { prefix, mayHaveWildcards: /[*?$]/.test(characters) };
}

type Atom = {
  /** Some of the characters, at least those that matter. */
  characters: string;
  literal?: boolean;
  isAlternative?: boolean;
  end: number;
};

function readAtom(pattern: string, index: number): Atom | undefined {
  const character = pattern[index];
  if (character === '\\') return readEscape(pattern, index);
  if (character === '[') return readClass(pattern, index + 1);
  if (character === '{') {
    const count = /^\{\d+(,\d*)?\}/.exec(pattern.slice(index, index + 20));
    return count ? { characters: '', end: index + count[0].length } : undefined;
  }
  if (character === '(') {
    const isPlain = pattern[index + 1] !== '?';
    const isGroup = isPlain || pattern.slice(index, index + 3) === '(?:';
    return isGroup
      ? { characters: '', end: index + (isPlain ? 1 : 3) }
      : undefined;
  }
  if (character === '|') {
    return { characters: '', isAlternative: true, end: index + 1 };
  }
  if (character === '$' && index < pattern.length - 1) return undefined;
  if (')?*+$'.includes(character)) return { characters: '', end: index + 1 };
  return special.includes(character)
    ? undefined
    : { characters: character, literal: true, end: index + 1 };
}

function readEscape(pattern: string, index: number): Atom | undefined {
  const character = pattern[index + 1] ?? '';
  const end = index + 2;
  const ofClass = classes[character];
  if (ofClass) return { characters: ofClass, end };
  return /^[^a-zA-Z0-9]$/.test(character)
    ? { characters: character, literal: true, end }
    : undefined;
}

/** Reads a character class after its bracket. Ranges count with each of their characters that matter. */
function readClass(pattern: string, start: number): Atom | undefined {
  let characters = '';
  let index = start;
  while (index < pattern.length && pattern[index] !== ']') {
    if ('[^&'.includes(pattern[index])) return undefined;
    const first = oneOf(pattern, index);
    if (!first) return undefined;
    index = first.end;
    characters += first.text;
    const isRange = pattern[index] === '-' && pattern[index + 1] !== ']';
    if (!isRange) continue;
    const last = oneOf(pattern, index + 1);
    if (!last || first.text.length !== 1 || last.text.length !== 1) {
      return undefined;
    }
    index = last.end;
    characters += [...'*?$']
      .filter(c => first.text <= c && c <= last.text)
      .join('');
  }
  return pattern[index] === ']' && index > start
    ? { characters, end: index + 1 }
    : undefined;
}

function oneOf(
  pattern: string,
  index: number,
): { text: string; end: number } | undefined {
  if (pattern[index] !== '\\') return { text: pattern[index], end: index + 1 };
  const escape = readEscape(pattern, index);
  return escape && { text: escape.characters, end: escape.end };
}
