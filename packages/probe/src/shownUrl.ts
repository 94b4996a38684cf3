const hidden = '****';

/** Names of query parameters that carry a secret: tokens, signatures (`sig` of an Azure SAS, `X-Amz-Signature`), codes. */
const secretParameter =
  /([?&;][^=&#;]*(?:token|signature|sig|passw|pwd|secret|key|credential|code|auth|session|jwt)[^=&#;]*=)[^&#;]*/gi;

/**
 * A URL as it may be shown, stored or logged: user, password and secret query parameters are replaced by `****`. Takes
 * any text, since people mistype URLs: without a valid host, everything up to the last `@` may be a password.
 * @public
 */
export function shownUrl(url: string): string {
  return withoutUserinfo(url).replace(secretParameter, `$1${hidden}`);
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
