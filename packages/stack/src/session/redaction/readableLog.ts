import { hidden, hideInside, parsedJson } from './secretNames';
import {
  awsSecretKey,
  keyLine,
  secretNameAtEnd,
  secretPatterns,
} from './secretPatterns';

/** Maximum length of a message in characters; the rest is cut off. Limits the time of the regular expressions. */
const maxMessageLength = 8000;
/** Maximum number of brackets at which the search for JSON starts: the first ones may enclose a level or a time. */
const maxStarts = 5;

const beginOfKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/;
const endOfKey = /-----END [A-Z ]{0,40}PRIVATE KEY/;

/** A line of base64, a header of an encrypted key (RFC 1421) or the end of a key. */
function isPartOfKey(message: string): boolean {
  return (
    /^\s*(?:[\w+/=]*|(?:Proc-Type|DEK-Info):.*)\s*$/.test(message) ||
    endOfKey.test(message)
  );
}

/**
 * The lines of log messages without possible secrets. A private key may span several messages, since Lambda creates a
 * message for each line that a function prints.
 */
export function readableLines(messages: string[]): string[] {
  const lines: string[] = [];
  let isInKey = false;
  for (const message of messages) {
    if (isInKey && isPartOfKey(message)) {
      isInKey = !endOfKey.test(message);
      continue;
    }
    isInKey = beginOfKey.test(message) && !endOfKey.test(message);
    lines.push(...withoutSecrets(message).split(/[\r\n]+/));
  }
  return lines;
}

/**
 * A log message without possible secrets. It is better to hide a harmless word than to show a secret, but sentences
 * stay: they contain the cause of a failure.
 * @public
 */
export function withoutSecrets(message: string): string {
  const text =
    message.length > maxMessageLength
      ? `${message.slice(0, maxMessageLength)}…`
      : message;
  return hideIn(text);
}

/** Parses JSON at the end of a text, and JSON inside its strings, as in a wrapped log line. */
function hideIn(text: string): string {
  const json = jsonAtEnd(text);
  if (!json) return hidePatterns(text);
  const before = hidePatterns(text.slice(0, json.start));
  if (secretNameAtEnd.test(text.slice(0, json.start))) {
    return `${before}${hidden}`;
  }
  return before + JSON.stringify(hideInside(json.content, hideIn));
}

/** The JSON at the end of a message, after its prefix of time, request ID and level. */
function jsonAtEnd(
  text: string,
): { start: number; content: unknown } | undefined {
  let start = -1;
  for (let tries = 0; tries < maxStarts; tries++) {
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

function hidePatterns(text: string): string {
  if (keyLine.test(text.trim())) return hidden;
  const hasAccessKey = /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/.test(text);
  const start = hasAccessKey ? text.replace(awsSecretKey, hidden) : text;
  return secretPatterns.reduce(
    (shown, [pattern, replacement]) => shown.replace(pattern, replacement),
    start,
  );
}
