import { hidden, secretName } from './secretNames';
import { type Pattern, tokenPatterns } from './secretTokens';
import { urlPatterns } from './secretUrls';

/** Names of secrets in a log. Some are not secret in a plan, where `Cookies` and `SignatureVersion` are settings. */
const word = `(?:${secretName.source}|passwort|kennwort|(?:db|user|admin|root|smtp|my|pg|redis)pass(?![a-z])|(?<![a-z])pw(?![a-z])|(?:encryption|signing|hmac)[-_]?key|cookie|signature)`;
/** A quote, escaped in JSON inside JSON. */
const quote = `\\\\{0,16}["'\`]?`;
const is = `${quote}\\s{0,8}(?:=>|->|:=|[:=])\\s{0,8}`;
/**
 * A name that contains a secret word. Errors such as ExpiredTokenException, working directories and parts of ARNs are
 * not names of secrets.
 */
const name = `(?<!:\\d{12}:)${word}(?!smanager\\b)(?![\\w-]{0,64}(?:Exception|Error|Fault|Warning)\\b)(?!(?<=\\b(?:OLD)?PWD)=/(?:var|home|tmp|opt|root|usr|codebuild)\\b)[\\w-]{0,64}`;
/** A quoted text of Python (with a prefix), JSON, JSON in JSON (with escaped quotes) or JavaScript. */
const quoted = `(?:(\\\\{1,16})["'][\\s\\S]*?(?:(?<!\\\\)\\QUOTE["']|$)|[bruf]{0,2}"(?:\\\\.|[^"\\\\])*"?|[bruf]{0,2}'(?:\\\\.|[^'\\\\])*'?|\`(?:\\\\.|[^\`\\\\])*\`?)`;
/** A list, an object, a quoted text, or everything up to a space. An ARN is not a secret. */
const value = `(?!${quote}(?:arn:aws|\\*{4}))(?:\\[[^\\]]*\\]?|\\{[^}]*\\}?|${quoted}|[^\\s]*[^\\s,}\\])>]|[^\\s]+)`;

/** A pattern whose quoted texts end with a quote that has the same escapes as the first one. */
function pattern(parts: string[], escapes: number, flags = 'gi'): RegExp {
  return new RegExp(parts.join('').replace('\\QUOTE', `\\${escapes}`), flags);
}

/**
 * The patterns, in the order in which they apply. Each has limited repetitions or starts with a literal, so that a
 * message of limited length takes limited time.
 */
export const secretPatterns: Pattern[] = [
  // RFC 7468. The end may be cut off.
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    hidden,
  ],
  ...urlPatterns,
  // RFC 6265.
  [
    /(\b(?:set-)?cookie2?:\s{0,8})(?=[^\n"']{0,4000}=)[^\n"']*/gi,
    `$1${hidden}`,
  ],
  // RFC 7235: the scheme and the word after it. The rest of the sentence stays.
  [
    /(\bauthorization\s{0,8}[:=]\s{0,8})(?:[\w-]+\s+)?[^\s"',}]+/gi,
    `$1${hidden}`,
  ],
  [
    /\b(Bearer|Basic)\s+(?=[^\s"',}]{0,4000}[\d=./+])[^\s"',}]{8,}/gi,
    `$1 ${hidden}`,
  ],
  [/\b(Signature=)[^\s"',&]+/g, `$1${hidden}`],
  ...tokenPatterns,
  // Connection strings: a value may contain spaces and ends at the semicolon.
  [
    new RegExp(
      `(;\\s{0,8}${word}[\\w ]{0,40}=)(?!\\s{0,8}["'])[^;"'\\n]{1,512}`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  // SQL, command lines, XML.
  [
    /(\b(?:identified(?:\s+with\s+\w{1,64})?\s+(?:by|as)|password)\s*[\s(]\s*)(?:'(?:''|[^'])*'?|"(?:""|[^"])*"?)/gi,
    `$1${hidden}`,
  ],
  [
    /(\bidentified(?:\s+with\s+\w{1,64})?\s+by\s+)(?!["'*]|(?:the|a|an|its)\s)[^\s;,)]+/gi,
    `$1${hidden}`,
  ],
  [
    pattern(
      [`((?:^|\\s)--?[\\w-]{0,64}${word}[\\w-]{0,64}\\s+)`, `(?!-)`, value],
      2,
    ),
    `$1${hidden}`,
  ],
  [/(\s(?:-u\s*|--user[\s=]+)[^\s:]{1,256}:)\S+/g, `$1${hidden}`],
  [
    /(\b(?:sshpass|docker\s+login|mysql\w{0,16}|mariadb[\w-]{0,16}|redis-cli)\s(?:[^\n]{0,256}\s)?-[pa]\s?)(?![-\s]|\d{1,5}(?:\s|$))\S+/g,
    `$1${hidden}`,
  ],
  // In a sentence, hide only a word with a digit: most passwords have one, words do not.
  [
    /(\b(?:passw(?:or)?d|token|api\s?key)(?:\s+for\s+[^\n:"']{1,64}:|\s+is:?)?\s+)(?![*"'])(?=[^\s"',}]{0,256}\d)(?=[^\s"',}]{0,256}[a-z])[^\s"',}]{6,}/gi,
    `$1${hidden}`,
  ],
  // Names in percent-encoding, and in attributes of XML: `<add key="Password" value="…"/>`, `<p name="pwd">…</p>`.
  [
    new RegExp(
      `(${word}[\\w-]{0,64}(?:%22)?(?:%20){0,4}%3[AD](?:%20){0,4}(?:%22)?)(?:%(?!22|26|2C)|[^\\s%"'&])+`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [
    new RegExp(
      `(<[^<>]{0,256}\\b(?:name|key)=["'][^"'<>]{0,64}${word}[^"'<>]{0,64}["'](?:[^<>]{0,256}\\bvalue=["']|[^<>/]{0,256}>))[^<"']+`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [
    new RegExp(
      `(<[\\w:-]{0,64}${word}[\\w:-]{0,64}(?:\\s[^<>]{0,512})?>)[^<]+`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  // `Name: 'DB_PASSWORD', Value: '…'` and `('DB_PASSWORD', '…')`.
  [
    pattern(
      [
        `(\\b(?:Name|Key|ParameterName)${is}${quote}[\\w./-]{0,64}${word}[\\w./-]{0,64}${quote}\\s{0,8},\\s{0,8}${quote}\\w{1,64}${is})`,
        value,
      ],
      2,
    ),
    `$1${hidden}`,
  ],
  [
    pattern(
      [
        `([([]\\s{0,8}["'][\\w./-]{0,64}${word}[\\w./-]{0,64}["']\\s{0,8},\\s{0,8})`,
        quoted,
        '(?=\\s{0,8}[)\\]])',
      ],
      2,
    ),
    `$1${hidden}`,
  ],
  // An SSM parameter of type SecureString.
  [
    pattern(
      [
        `(\\bType${is}${quote}SecureString${quote}\\s{0,8},\\s{0,8}${quote}Value${is})`,
        value,
      ],
      2,
    ),
    `$1${hidden}`,
  ],
  // `name=value` and `"name": "value"`. The pattern starts at the secret word, which keeps it fast.
  [pattern([`(${name}${is})`, value], 2), `$1${hidden}`],
];

/** The name of a secret at the end of a text. */
export const secretNameAtEnd = new RegExp(`${name}${is}$`, 'i');

/** A secret access key is 40 base64 characters. A commit hash, which has only hexadecimal digits, is not one. */
export const awsSecretKey =
  /(?<![\w/+=])(?![\da-f]{40}(?![\w/+=]))[\w/+]{40}(?![\w/+=])/g;

/** A line of a private key: base64 only, but not a hash. */
export const keyLine = /^(?![\da-f]+$)[A-Za-z\d+/]{60,76}={0,2}$/;
