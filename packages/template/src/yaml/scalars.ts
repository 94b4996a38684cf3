import type { Scalar } from '../node';

/*
 * Plain scalars as SnakeYAML resolves them (YAML 1.1, https://yaml.org/type/), except that dates stay text, as in
 * CloudFormation: `Version: 2012-10-17`. A table in the tests compares them with SnakeYAML 1.33.
 */
const boolean =
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const trueWord = /^(?:yes|true|on)$/i;
const nothing = /^(?:~|null|Null|NULL|)$/;
const binary = /^[-+]?0b_*[01][01_]*$/;
const octal = /^[-+]?0_*[0-7][0-7_]*$/;
const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const hexadecimal = /^[-+]?0x[0-9a-fA-F_]+$/;
const sexagesimal = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]*[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** Longer numbers stay text. No property accepts them, and converting them takes too long. */
const maxNumberLength = 1000;
/** The start of every boolean, null and number. Most scalars start with other characters. */
const candidate = /^(?:[-+.0-9~yYnNtTfFoO]|$)/;

/** The value of a plain scalar, that is, of text without quotes. */
export function plainScalar(text: string): Scalar {
  if (!candidate.test(text)) return text;
  if (boolean.test(text)) return trueWord.test(text);
  if (nothing.test(text)) return null;
  return numberOf(text) ?? text;
}

/** The number that a text represents in YAML 1.1. Undefined for text that is not a number. */
export function numberOf(text: string): number | string | undefined {
  if (text.length > maxNumberLength) return undefined;
  const digits = text.replace(/_/g, '').replace(/^\+/, '');
  const sign = digits.startsWith('-') ? '-' : '';
  const unsigned = digits.slice(sign.length);
  if (decimal.test(text)) return integer(BigInt(unsigned), sign);
  if (octal.test(text)) return integer(BigInt(`0o${unsigned}`), sign);
  if (hexadecimal.test(text) && unsigned.length > 2) {
    return integer(BigInt(unsigned), sign);
  }
  if (binary.test(text)) return integer(BigInt(unsigned), sign);
  if (sexagesimal.test(text)) {
    return integer(BigInt.asIntN(32, base60(unsigned)), sign);
  }
  if (float.test(text)) return decimalText(Number(digits));
  if (sexagesimalFloat.test(text)) {
    const [whole = '', fraction = ''] = unsigned.split('.');
    return decimalText(Number(`${sign}${base60(whole)}.${fraction}`));
  }
  return notFinite.test(text) ? notFiniteText(digits) : undefined;
}

function integer(value: bigint, sign: string): number | string {
  const signed = sign ? -value : value;
  const number = Number(signed);
  // A string, because a JavaScript number would lose digits.
  return Number.isSafeInteger(number) ? number + 0 : signed.toString();
}

/** Returns a BigInt, because SnakeYAML keeps its last 32 bits. */
function base60(text: string): bigint {
  return text
    .split(':')
    .reduce((value, part) => value * 60n + BigInt(part), 0n);
}

/**
 * Formats a double as Java does, because CloudFormation uses that string: at
 * least one digit after the point, and scientific notation outside 10^-3 to
 * 10^7 (java.lang.Double.toString).
 */
export function decimalText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return notFiniteText(String(value));
  const withPoint = (text: string) => (text.includes('.') ? text : `${text}.0`);
  if (size >= 1e-3 && size < 1e7) return withPoint(String(value));
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${withPoint(mantissa)}E${Number(exponent)}`;
}

function notFiniteText(text: string): string {
  if (/nan/i.test(text)) return 'NaN';
  return text.startsWith('-') ? '-Infinity' : 'Infinity';
}
