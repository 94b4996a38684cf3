import { IncomingMessage } from 'node:http';

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether a request must be rejected because of its sender: it addresses another host name, or a web page sends it.
 *
 * The endpoint listens on loopback, but every browser on this machine can reach it. The `Host` header reveals a
 * page whose name resolves to loopback (DNS rebinding). `Origin` reveals every other page, or `Sec-Fetch-Site` if
 * the browser omits `Origin`. SDKs, `aws` and boto3 send neither of the two. The port in `Host` is not checked,
 * because it may be that of a port forward. `Origin` reveals a page on that port.
 *
 * @returns the reason for the rejection, with the fix. Undefined if the sender is allowed.
 */
export function foreignCaller(request: IncomingMessage): string | undefined {
  const { host = '', origin } = request.headers;
  if (!loopbackHost.test(host)) {
    return `Host: '${host}' is not a loopback name. Use 127.0.0.1 or localhost, and path-style addressing for S3.`;
  }
  const site = request.headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined &&
      origin.toLowerCase() !== `http://${host}`.toLowerCase()) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  return isForeign
    ? `Origin: '${
        origin ?? site
      }' is not allowed to use the sandbox. Only the sandbox's own page is.`
    : undefined;
}

/** Whether a request has an AWS signature in its header. A web page cannot add one without a CORS preflight request. */
export function hasSignature(request: IncomingMessage): boolean {
  return /^AWS4-\S+ .*Credential=/.test(request.headers.authorization ?? '');
}

/** Whether a request uses a presigned URL, which has its signature in the query. */
export function isPresigned(request: IncomingMessage): boolean {
  const [, query = ''] = (request.url ?? '').split('?');
  return new URLSearchParams(query).has('X-Amz-Signature');
}

/** Who signed a request, and for which region and service. */
export type Caller = { accessKeyId: string; region: string; service: string };

/** The caller of a request with a signature in its header or its URL. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  const [, query = ''] = (request.url ?? '').split('?');
  const scope =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    new URLSearchParams(query).get('X-Amz-Credential') ??
    '';
  const [, accessKeyId, region, service] =
    /^([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request$/.exec(scope) ?? [];
  return accessKeyId ? { accessKeyId, region, service } : undefined;
}
