import { isDeepStrictEqual } from 'node:util';
import { HttpDetails, TlsDetails } from '@private-serverless/wire';
import { ProbeFailure } from '../ProbeFailure';
import { ProbeTarget } from '../types';

/**
 * Validates a target.
 * @throws TypeError that names the field that is not valid
 */
export function checkTarget(target: ProbeTarget): void {
  target.expectedStatus?.forEach((status, index) => {
    if (!Number.isInteger(status) || status < 100 || status > 599) {
      throw new TypeError(
        `expectedStatus[${index}] is ${status}, not a valid status. Use a number from 100 to 599`,
      );
    }
  });
  const pointer = target.expectedBody?.jsonPointer;
  if (pointer !== undefined && pointer !== '' && !pointer.startsWith('/')) {
    throw new TypeError(
      `expectedBody.jsonPointer is ${JSON.stringify(
        pointer,
      )}, not a valid JSON pointer. Start it with /`,
    );
  }
}

/**
 * Compares the status with the expectation.
 * @throws ProbeFailure `http.redirect` or `http.status`
 */
export function checkStatus(
  target: ProbeTarget,
  http: HttpDetails,
  tls?: TlsDetails,
): void {
  const expected = target.expectedStatus?.length
    ? target.expectedStatus
    : [200];
  if (expected.includes(http.status)) return;
  if (http.status >= 300 && http.status < 400 && http.location !== undefined) {
    throw new ProbeFailure(
      'http',
      'http.redirect',
      `Status ${http.status} redirects to ${http.location}`,
    );
  }
  throw new ProbeFailure(
    'http',
    'http.status',
    `Status ${http.status}${
      http.errorType ? ` (${http.errorType})` : ''
    }, expected ${expected.join(' or ')}${
      isApacheWithoutCertificate(http, tls)
        ? '. Apache also responds so if it requires a client certificate for this path'
        : ''
    }`,
  );
}

/**
 * Apache with SSLVerifyClient in a Location cannot ask for the certificate over TLS 1.3 if the client does not offer
 * authentication after the handshake, and responds with 403. https://httpd.apache.org/docs/2.4/mod/mod_ssl.html
 */
function isApacheWithoutCertificate(
  { status, server }: HttpDetails,
  tls: TlsDetails | undefined,
): boolean {
  return (
    status === 403 &&
    tls?.protocol === 'TLSv1.3' &&
    /^Apache\b/.test(server ?? '')
  );
}

/**
 * Compares the body with the expectation, by substring or JSON pointer. Regular expressions are not supported,
 * because one from a catalog could block the process.
 * @throws ProbeFailure `body.mismatch`. Its message never quotes the body
 */
export function checkBody(target: ProbeTarget, body: Buffer): void {
  const expected = target.expectedBody;
  if (!expected) return;
  const mismatch = (message: string) =>
    new ProbeFailure('body', 'body.mismatch', message);
  if (expected.substring !== undefined) {
    if (!body.includes(expected.substring)) {
      throw mismatch('The body does not contain the expected text');
    }
  }
  if (expected.jsonPointer === undefined && !('equals' in expected)) return;
  const pointer = expected.jsonPointer ?? '';
  const found = evaluate(pointer, parseJson(body, mismatch));
  if (!found) throw mismatch(`The body has no value at ${pointer}`);
  if ('equals' in expected && !isDeepStrictEqual(found[0], expected.equals)) {
    throw mismatch(
      `The value of the body at ${
        pointer || 'the root'
      } is not the expected one`,
    );
  }
}

function parseJson(
  body: Buffer,
  mismatch: (message: string) => ProbeFailure,
): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw mismatch('The body is not JSON');
  }
}

/**
 * Evaluates a JSON pointer (RFC 6901) over own properties. Returns the value in a tuple, or undefined if there is
 * none.
 */
function evaluate(pointer: string, document: unknown): [unknown] | undefined {
  let value = document;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replace(/~1/g, '/').replace(/~0/g, '~');
    if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key)) return undefined;
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.prototype.hasOwnProperty.call(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return [value];
}
