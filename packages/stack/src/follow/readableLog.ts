import { hidden, hideInside, parsedJson, secretName } from '../secrets';

/** What is longer is cut: a log tail is read, a dump is not, and expressions take their time over it. */
const longestMessage = 8000;
/** JSON is looked for at so many brackets: the first ones may be those of a level or a time. */
const mostStarts = 5;

const word = `(?:${secretName.source.replaceAll('(', '(?:')})`;
/** A quote, which JSON inside JSON escapes. */
const quote = `\\\\{0,8}["']?`;
/** A list, an object, a quoted text, or all up to a blank, comma or bracket. */
const value = `(?:\\[[^\\]]*\\]?|\\{[^}]*\\}?|\\\\+"[^"\\\\]*\\\\+"|"(?:\\\\.|[^"\\\\])*"?|'(?:\\\\.|[^'\\\\])*'?|[^\\s,}\\]]+)`;
const is = `${quote}\\s{0,8}[:=]\\s{0,8}`;

/** `name=value` or `"name": "value"`; the first group is all but the value. Begins at the secret word, so it is quick. */
const named = new RegExp(`(${word}[\\w-]{0,64}${is})${value}`, 'gi');
/** A name of that kind that the text ends with. */
const nameAtEnd = new RegExp(`${word}[\\w-]{0,64}${is}$`, 'i');
/** `Name: 'DB_PASSWORD', Value: '…'`. */
const paired = new RegExp(
  `(\\b(?:Name|Key|ParameterName)${is}${quote}[\\w./-]{0,64}${word}[\\w./-]{0,64}${quote}\\s{0,8},\\s{0,8}${quote}\\w{1,64}${is})${value}`,
  'gi',
);
/** An Authorization header without quotes: the scheme and the word after it. */
const header = /(\bauthorization\s{0,8}[:=]\s{0,8})(?:[\w-]+\s+)?[^\s"',}]+/gi;
/** The schemes of one, wherever they stand; words of a sentence have no digit and no sign in them. */
const credentials =
  /\b(Bearer|Basic)\s+(?=[^\s"',}]{0,4000}[\d=./+])[^\s"',}]{8,}/gi;
const signed = /\b(Signature=)[^\s"',&]+/g;
/** Presigned URLs, that of a custom resource's answer above all. */
const query = /(https?:\/\/[^\s"'?]{1,2000})\?[^\s"']*/g;

/**
 * A message of a log without what may be secret. Better a word too many hidden than one too few; but sentences stay,
 * since the cause is in them.
 */
export function withoutSecrets(message: string): string {
  const text =
    message.length > longestMessage
      ? `${message.slice(0, longestMessage)}…`
      : message;
  const json = jsonAtEnd(text);
  if (!json) return inText(text);
  const before = inText(text.slice(0, json.start));
  if (nameAtEnd.test(text.slice(0, json.start))) return `${before}${hidden}`;
  return before + JSON.stringify(hideInside(json.content, inValue));
}

/** The JSON that a message ends with, after its prefix of time, request and level. */
function jsonAtEnd(
  text: string,
): { start: number; content: unknown } | undefined {
  let start = -1;
  for (let tries = 0; tries < mostStarts; tries++) {
    start = indexOfBracket(text, start + 1);
    if (start < 0) return undefined;
    const content = parsedJson(text.slice(start));
    if (content !== undefined) return { start, content };
  }
  return undefined;
}

function indexOfBracket(text: string, from: number): number {
  const found = text.slice(from).search(/[[{]/);
  return found < 0 ? -1 : from + found;
}

/** A text in JSON may be JSON itself, as where a log line is wrapped. */
function inValue(text: string): string {
  const content = parsedJson(text);
  return content === undefined
    ? inText(text)
    : JSON.stringify(hideInside(content, inValue));
}

function inText(text: string): string {
  return text
    .replace(query, '$1?…')
    .replace(header, `$1${hidden}`)
    .replace(credentials, `$1 ${hidden}`)
    .replace(signed, `$1${hidden}`)
    .replace(paired, `$1${hidden}`)
    .replace(named, `$1${hidden}`);
}
