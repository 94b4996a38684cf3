const hidden = '****';

/**
 * Parameters of the query or the fragment that contain a secret: tokens, signatures (`sig` of an Azure SAS,
 * `X-Amz-Signature`), codes.
 */
const secretParameter =
  /([?&;#][^=&#;]*(?:token|signature|sig|sas|pass|pwd?|secret|key|credential|code|auth|session|jwt)[^=&#;]*=)[^&#;]*/gi;

/** Userinfo of a URL inside a parameter, percent-encoded or not. */
const nestedUserinfo = /(=[a-z][a-z\d+.-]*:\/\/)[^/?#&@\s]+@/gi;
const encodedUserinfo = /(%3A%2F%2F)(?:(?!%2F)[^&#\s])*?%40/gi;

/** Text at the position of the port that is not a number: a password if `@` or the host is missing. */
const impossiblePort =
  /^(\s*[a-z][a-z\d+.-]*:\/\/[^\s/:?#[\]@]+:)(?!\d*(?:[/?#]|$))[^/?#]+/i;

/**
 * A URL that is safe to show, store and log: `****` replaces user, password and secret parameters. Accepts any text,
 * because people mistype URLs. Without a valid host, everything up to the last `@` can be a password.
 * @public
 */
export function shownUrl(url: string): string {
  return withoutUserinfo(url)
    .replace(impossiblePort, `$1${hidden}`)
    .replace(secretParameter, `$1${hidden}`)
    .replace(nestedUserinfo, `$1${hidden}@`)
    .replace(encodedUserinfo, `$1${hidden}%40`);
}

function withoutUserinfo(text: string): string {
  if (!text.includes('@')) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.host && !url.username && !url.password) return text;
  const [scheme = ''] = /^\s*[a-z][a-z\d+.-]*:[\\/]+/i.exec(text) ?? [];
  if (url?.host) {
    const { host, pathname, search } = url;
    return `${scheme}${hidden}@${host}${pathname}${search}`;
  }
  return `${scheme}${hidden}${text.slice(text.lastIndexOf('@'))}`;
}
