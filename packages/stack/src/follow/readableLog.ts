import { hidden, hideInside, parsedJson } from '../secrets';
import {
  awsSecretKey,
  keyLine,
  secretNameAtEnd,
  secretPatterns,
} from './secretPatterns';

/** Maximum length of a message in characters; the rest is cut off. Bounds the time of the expressions. */
const maxMessageLength = 8000;
/** Maximum number of brackets at which JSON is searched for: the first ones may be those of a level or a time. */
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
 * The lines of log messages without what may be secret. A private key may be spread over messages: Lambda makes one of
 * each line that a function prints.
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
 * A log message without what may be secret. Hides a word too many rather than one too few, but keeps sentences, since
 * the cause of a failure is in them.
 */
export function withoutSecrets(message: string): string {
  const text =
    message.length > maxMessageLength
      ? `${message.slice(0, maxMessageLength)}…`
      : message;
  return hideIn(text);
}

/** JSON at the end of a text is read as JSON; so is JSON in its texts, as in a wrapped log line. */
function hideIn(text: string): string {
  const json = jsonAtEnd(text);
  if (!json) return inText(text);
  const before = inText(text.slice(0, json.start));
  if (secretNameAtEnd.test(text.slice(0, json.start))) {
    return `${before}${hidden}`;
  }
  return before + JSON.stringify(hideInside(json.content, hideIn));
}

/** The JSON that a message ends with, after its prefix of time, request ID and level. */
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

function inText(text: string): string {
  if (keyLine.test(text.trim())) return hidden;
  const hasAccessKey = /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/.test(text);
  const start = hasAccessKey ? text.replace(awsSecretKey, hidden) : text;
  return secretPatterns.reduce(
    (shown, [pattern, replacement]) => shown.replace(pattern, replacement),
    start,
  );
}
