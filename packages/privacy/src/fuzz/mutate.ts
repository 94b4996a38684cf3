import type { Random } from './Random';

/** Keys that are special in JavaScript, and names that are special in a template. */
const strangeKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'Ref',
  'Fn::If',
  'Fn::Transform',
  'Fn::ForEach::Loop',
  'Condition',
  'Properties',
];

type Mutation = (random: Random, text: string) => string;

const mutations: readonly Mutation[] = [
  // The rest is missing.
  (random, text) => text.slice(0, random.below(text.length)),
  // A part is missing, or exists twice.
  (random, text) => {
    const [from, to] = part(random, text);
    return text.slice(0, from) + text.slice(to);
  },
  (random, text) => {
    const [from, to] = part(random, text);
    return text.slice(0, to) + text.slice(from);
  },
  // Another character.
  (random, text) => {
    const at = random.below(text.length);
    const other = random.pick([...'{}[]:,&*!|>\'"#%@`-?\t\n\0\u2028\ud800']);
    return text.slice(0, at) + other + text.slice(at + 1);
  },
  // Another name.
  (random, text) => {
    const names = [...new Set(text.match(/\b[A-Z][A-Za-z:]+\b/g) ?? ['A'])];
    return text.split(random.pick(names)).join(random.pick(strangeKeys));
  },
  // A value of another kind.
  (random, text) =>
    replaceOne(
      random,
      text,
      /"[^"\n]*"(?!\s*:)/g,
      random.pick(['null', '{}', '[]', '[[]]', '0', '1e400', 'true', '""']),
    ),
  // A long list, and a deep value.
  (random, text) =>
    replaceOne(
      random,
      text,
      /"[^"\n]*"(?!\s*:)/g,
      `[${Array.from(
        { length: 1 + random.below(3_000) },
        () => '"x"',
      ).join()}]`,
    ),
  (random, text) => {
    const depth = 1 + random.below(150);
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"Fn::Sub":', '}'],
      ['{"Fn::If":["Always",', ',"x"]}'],
      ['{"__proto__":', '}'],
    ]);
    return replaceOne(
      random,
      text,
      /"[^"\n]*"(?!\s*:)/g,
      `${open.repeat(depth)}"x"${close.repeat(depth)}`,
    );
  },
];

/** Changes the text of a template at random, one to three times. The result may not be a template. */
export function mutate(random: Random, text: string): string {
  let mutated = text;
  // One change often leaves a template, several rarely do.
  for (
    let left = random.pick([1, 1, 1, 2, 3]);
    left > 0 && mutated;
    left -= 1
  ) {
    mutated = random.pick(mutations)(random, mutated);
  }
  return mutated;
}

function part(random: Random, text: string): [number, number] {
  const from = random.below(text.length);
  return [from, from + random.below(Math.min(200, text.length - from))];
}

function replaceOne(
  random: Random,
  text: string,
  pattern: RegExp,
  replacement: string,
): string {
  const places = [...text.matchAll(pattern)];
  if (places.length === 0) return text;
  const { 0: found, index } = random.pick(places);
  return text.slice(0, index) + replacement + text.slice(index + found.length);
}
