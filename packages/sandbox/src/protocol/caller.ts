import { IncomingMessage } from 'node:http';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Why a request may not be answered at all, if so: it comes from another machine's name or from a web page.
 *
 * The endpoint listens on loopback, yet every browser on this machine reaches it. A page of a foreign name
 * that resolves to loopback (DNS rebinding) shows in `Host`; any other page shows in `Origin`, or where a
 * browser leaves that out in `Sec-Fetch-Site`. No SDK, `aws` or boto3 sends either of the last two. The port
 * in `Host` may be another one, that of a forward on this machine: a page of that port shows in `Origin`.
 *
 * @returns undefined for a caller that is let in; otherwise the reason with the fix
 */
export function foreignCaller(request: IncomingMessage): string | undefined {
  const { host = '', origin } = request.headers;
  if (!LOOPBACK.test(host)) {
    return `The Host header "${host}" is not loopback: call 127.0.0.1 or localhost (S3: path style)`;
  }
  const site = request.headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined &&
      origin.toLowerCase() !== `http://${host}`.toLowerCase()) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  return isForeign
    ? `The origin "${
        origin ?? site
      }" may not use the sandbox: no web page but its own may`
    : undefined;
}

/** True for a request with an AWS signature in its header, which no web page can put there unasked. */
export function hasSignature(request: IncomingMessage): boolean {
  return /^AWS4-\S+ .*Credential=/.test(request.headers.authorization ?? '');
}

/** True for a presigned URL: the signature stands in the query. */
export function isPresigned(request: IncomingMessage): boolean {
  const [, query = ''] = (request.url ?? '').split('?');
  return new URLSearchParams(query).has('X-Amz-Signature');
}
