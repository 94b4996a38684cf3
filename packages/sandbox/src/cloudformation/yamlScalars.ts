import { Type } from 'js-yaml';

/*
 * Plain scalars of YAML 1.1 (https://yaml.org/type/) as SnakeYAML resolves them: single letters are not booleans, and
 * dates stay strings.
 */

const digits = (text: string) => text.replace(/[_+]/g, '');

/** Reads base 60: `1:30` is 90. */
function base60(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  return (
    sign *
    digits(text)
      .replace('-', '')
      .split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0)
  );
}

function parsed(text: string, radix: number, prefix: RegExp): number {
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * parseInt(digits(text).replace(prefix, ''), radix) + 0;
}

const integerForms: Array<[RegExp, (text: string) => number]> = [
  [/^[-+]?0b_*[01][01_]*$/, text => parsed(text, 2, /^-?0b/)],
  [/^[-+]?0_*[0-7][0-7_]*$/, text => parsed(text, 8, /^-/)],
  [/^[-+]?(0|[1-9][\d_]*)$/, text => parsed(text, 10, /^-/)],
  [/^[-+]?0x[\da-fA-F_]+$/, text => parsed(text, 16, /^-?0x/)],
  [/^[-+]?[1-9][\d_]*(:[0-5]?\d)+$/, base60],
];

function integerOf(text: string): number | string | undefined {
  const found = integerForms.find(([form]) => form.test(text));
  if (!found) return undefined;
  const value = found[1](text);
  return Number.isSafeInteger(value) ? value : digits(text);
}

const floatPattern =
  /^([-+]?\d[\d_]*\.[\d_]*([eE][-+]?\d+)?|[-+]?\d[\d_]*[eE][-+]?\d+|[-+]?\.[\d_]*\d[\d_]*([eE][-+]?\d+)?)$/;

/** Formats a number as `java.lang.Double.toString` does. */
function doubleText(value: number): string {
  const size = Math.abs(value);
  const plain = (number: number | string) =>
    /\./.test(String(number)) ? String(number) : `${number}.0`;
  if (size === 0 || (size >= 0.001 && size < 10_000_000)) return plain(value);
  const [mantissa, exponent] = value.toExponential().split('e');
  return `${plain(mantissa)}E${parseInt(exponent, 10)}`;
}

/** The types of plain scalars, in the order in which they are tried. */
export const plainTypes = [
  new Type('tag:yaml.org,2002:bool', {
    kind: 'scalar',
    resolve: (text: string | null) =>
      text !== null &&
      /^(yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/.test(
        text,
      ),
    construct: (text: string) =>
      ['yes', 'true', 'on'].includes(text.toLowerCase()),
  }),
  new Type('tag:yaml.org,2002:null', {
    kind: 'scalar',
    resolve: (text: string | null) =>
      text === null || /^(~|null|Null|NULL|)$/.test(text),
    construct: () => null,
  }),
  new Type('tag:yaml.org,2002:int', {
    kind: 'scalar',
    resolve: (text: string | null) =>
      text !== null && integerOf(text) !== undefined,
    construct: integerOf,
  }),
  new Type('tag:yaml.org,2002:float', {
    kind: 'scalar',
    resolve: (text: string | null) => text !== null && floatPattern.test(text),
    construct: (text: string) => doubleText(Number(digits(text))),
  }),
];
