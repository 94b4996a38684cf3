import { hidden, secretName } from '../secrets';

/** One kind of secret in a text: the first group, if there is one, is what stays. */
type Pattern = [pattern: RegExp, replacement: string];

/** Names that are secret in a log, though not in a plan, where `Cookies` and `SignatureVersion` are settings. */
const word = `(?:${secretName.source}|cookie|signature)`;
/** A quote, which JSON inside JSON escapes. */
const quote = `\\\\{0,16}["'\`]?`;
const is = `${quote}\\s{0,8}(?:=>|[:=])\\s{0,8}`;
/**
 * A name with a secret word in it. Errors such as ExpiredTokenException, working directories and parts of ARNs are not
 * names of secrets.
 */
const name = `(?<!:\\d{12}:)${word}(?!smanager\\b)(?![\\w-]{0,64}(?:Exception|Error|Fault|Warning)\\b)(?!(?<=\\b(?:OLD)?PWD)=/(?:var|home|tmp|opt|root|usr|codebuild)\\b)[\\w-]{0,64}`;
/** A quoted text of Python (with a prefix), JSON, JSON in JSON (a quote that is escaped as often) or JavaScript. */
const quoted = `(?:(\\\\{1,16})["'][\\s\\S]*?(?:(?<!\\\\)\\QUOTE["']|$)|[bruf]{0,2}"(?:\\\\.|[^"\\\\])*"?|[bruf]{0,2}'(?:\\\\.|[^'\\\\])*'?|\`(?:\\\\.|[^\`\\\\])*\`?)`;
/** A list, an object, a quoted text, or everything up to a blank. An ARN is not a secret. */
const value = `(?!${quote}(?:arn:aws|\\*{4}))(?:\\[[^\\]]*\\]?|\\{[^}]*\\}?|${quoted}|[^\\s]*[^\\s,}\\])>]|[^\\s]+)`;

/** A pattern whose quoted texts refer to the group of their own escapes. */
function pattern(parts: string[], escapes: number, flags = 'gi'): RegExp {
  return new RegExp(parts.join('').replace('\\QUOTE', `\\${escapes}`), flags);
}

const scheme = '\\b[a-z][a-z0-9+.-]{1,20}:\\/\\/';

/**
 * The patterns, in the order in which they apply. Each is bounded or begins at a literal, so that a message of bounded
 * length takes bounded time.
 */
export const secretPatterns: Pattern[] = [
  // RFC 7468. The end may be cut off.
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    hidden,
  ],
  // RFC 3986: user:password@ of an authority. The first form is lenient: people do not escape `/`, `#` and `@`.
  [
    new RegExp(
      `(${scheme}[^\\s/:@?#"'<>[]*:)(?!\\d{1,5}(?:[/?#"'\\s,;)]|$))[^\\s"'<>]*@`,
      'gi',
    ),
    `$1${hidden}@`,
  ],
  [
    new RegExp(
      `(${scheme}[^\\s/:@?#"'<>[]+:)(?!\\d{1,5}(?:[/?#"'\\s,;)…]|$))[^\\s/?#"'<>@]+$`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [new RegExp(`(${scheme})[^\\s/:@?#"'<>]+@`, 'gi'), `$1${hidden}@`],
  [new RegExp(`(${scheme}[^\\s"'<>?]{1,2000})\\?[^\\s"'<>]*`, 'gi'), '$1?…'],
  [/((?:^|[\s"'])\/[^\s"'<>?]{0,2000})\?(?=[^\s"'<>]*=)[^\s"'<>]*/g, '$1?…'],
  // RFC 6265.
  [
    /(\b(?:set-)?cookie2?:\s{0,8})(?=[^\n"']{0,4000}=)[^\n"']*/gi,
    `$1${hidden}`,
  ],
  // RFC 7235: the scheme and the word after it; a sentence keeps the rest.
  [
    /(\bauthorization\s{0,8}[:=]\s{0,8})(?:[\w-]+\s+)?[^\s"',}]+/gi,
    `$1${hidden}`,
  ],
  [
    /\b(Bearer|Basic)\s+(?=[^\s"',}]{0,4000}[\d=./+])[^\s"',}]{8,}/gi,
    `$1 ${hidden}`,
  ],
  [/\b(Signature=)[^\s"',&]+/g, `$1${hidden}`],
  // Tokens by their form: JWT (RFC 7519), AWS access key IDs and session tokens, GitHub, GitLab, Slack, npm, Google.
  [/\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g, hidden],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g, hidden],
  [/\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w/+=]+/g, hidden],
  [
    /\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|npm_\w{30,}|AIza[\w-]{30,})/g,
    hidden,
  ],
  // Connection strings: a value may have blanks and ends at the semicolon.
  [
    new RegExp(
      `(;\\s{0,8}${word}[\\w ]{0,40}=)(?!\\s{0,8}["'])[^;"'\\n]{1,512}`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  // SQL, command lines, XML.
  [
    /(\b(?:identified\s+by|password)\s+)(?:'(?:''|[^'])*'?|"(?:""|[^"])*"?)/gi,
    `$1${hidden}`,
  ],
  [
    pattern([`(\\s--[\\w-]{0,64}${word}[\\w-]{0,64}\\s+)`, `(?!-)`, value], 2),
    `$1${hidden}`,
  ],
  [/(\s(?:-u|--user)\s+[^\s:]{1,256}:)\S+/g, `$1${hidden}`],
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
  // `name=value` and `"name": "value"`. Begins at the secret word, which keeps it fast.
  [pattern([`(${name}${is})`, value], 2), `$1${hidden}`],
];

/** A name of a secret that a text ends with. */
export const secretNameAtEnd = new RegExp(`${name}${is}$`, 'i');

/** A secret access key has 40 characters of base64 and no other sign; a commit hash has only hexadecimal digits. */
export const awsSecretKey =
  /(?<![\w/+=])(?![\da-f]{40}(?![\w/+=]))[\w/+]{40}(?![\w/+=])/g;

/** A line of a private key: base64 only, and not a hash. */
export const keyLine = /^(?![\da-f]+$)[A-Za-z\d+/]{60,76}={0,2}$/;
