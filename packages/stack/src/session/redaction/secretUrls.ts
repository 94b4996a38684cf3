import { hidden } from './secretNames';
import type { Pattern } from './secretTokens';

const scheme = '\\b[a-z][a-z0-9+.-]{1,20}:\\/\\/';

/** Passwords and tokens in URLs and in the connection strings of databases. */
export const urlPatterns: Pattern[] = [
  // RFC 3986: user:password@ of an authority. The first pattern is lenient, since people often do not escape `/`, `#`
  // and `@`.
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
  // The path of a webhook of Slack or Discord is its secret.
  [
    /(\b(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[^\s"'<>]+/g,
    `$1${hidden}`,
  ],
  // Data source names of Go (`user:password@tcp(host)/db`), Oracle (`thin:user/password@host`), URLs without a scheme.
  [
    /(?<![\w.$-])([\w.$-]{1,64}:)[^\s"']{1,256}?(?=@(?:tcp|tcp6|unix)\()/g,
    `$1${hidden}`,
  ],
  [
    /(\boracle:(?:thin|oci8?):[^\s/@"']{1,64}\/)[^\s"'@]{1,256}@/gi,
    `$1${hidden}@`,
  ],
  [
    /((?:^|[\s"'=])\/\/[^\s/:@?#"'<>]{0,64}:)[^\s/"'<>]{1,256}@/g,
    `$1${hidden}@`,
  ],
];
