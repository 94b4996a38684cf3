import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem';

/** The only user that can create repositories and push to them. */
export type Account = { user: string; password: string };

/**
 * Checks the credentials of a request (HTTP basic authentication). Reading needs no credentials.
 *
 * @returns the name of the user, or `undefined` for a request without credentials
 * @throws Problem 401 for credentials that are wrong
 */
export function userOf(
  request: IncomingMessage,
  { user, password }: Account,
): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const [scheme, value = ''] = header.split(' ');
  const given = Buffer.from(value, 'base64').toString();
  if (
    scheme.toLowerCase() !== 'basic' ||
    !isSame(given, `${user}:${password}`)
  ) {
    throw new Problem(401, 'The user name or the password is wrong.');
  }
  return user;
}

/** Compares in constant time. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
