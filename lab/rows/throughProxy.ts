import type { ProxyOptions } from '../../packages/probe/src';
import { observeConnect, observeSocks } from '../observe/connect';
import { addresses } from '../support/network';
import { type Expected, type Row, silentMs, urlOf } from '../support/rows';

/** Cases of a target behind a proxy: text, URL, and what the proxy is asked for. */
const cases = {
  healthy: ['healthy', urlOf('healthy'), `${addresses.healthy}:443`],
  refused: ['refused target', urlOf('refused'), `${addresses.refused}:443`],
  silent: ['silent target', urlOf('silent'), `${addresses.silent}:443`],
  unreachable: [
    'no route to the target',
    urlOf('unreachable'),
    `${addresses.unreachable}:443`,
  ],
  oneDead: [
    'one of two addresses dead',
    urlOf('one-dead'),
    `${addresses.refused}:443`,
  ],
  denied: [
    'port not allowed',
    urlOf('healthy', 8443),
    `${addresses.healthy}:8443`,
  ],
} as const;

/** A case of a target behind a proxy. */
export type Case = keyof typeof cases;

/** User and password of the proxies with authentication, and the hash for those that store it. */
export const account = {
  user: 'probe',
  password: 'lab-password',
  passwordHash: '$apr1$labsalt0$xzcStptN3dQn55qZUPNPK1',
};

/** The credentials of {@link account} as options of a vantage. */
export const credentials = {
  username: account.user,
  password: account.password,
};

/**
 * Rows through a proxy.
 * @param more - credentials, and `case` in place of the texts
 */
export function throughProxy(
  scheme: 'http' | 'socks5',
  expected: Partial<Record<Case, Expected>>,
  more: Partial<ProxyOptions> & { case?: string } = {},
): Row[] {
  const { case: text, ...proxy } = more;
  const observe = scheme === 'http' ? observeConnect : observeSocks;
  return (Object.keys(expected) as Case[]).map(wanted => ({
    case: text ?? cases[wanted][0],
    url: cases[wanted][1],
    vantage: ({ address, port }) => ({
      proxy: { url: `${scheme}://${address}:${port}`, ...proxy },
    }),
    observe: instance => observe(instance, cases[wanted][2], proxy),
    expected: expected[wanted]!,
    ...(wanted === 'silent' && { timeoutMs: silentMs }),
    ...(wanted === 'oneDead' && { probes: 3 }),
  }));
}

/** Rows of a proxy with authentication: without, with right and with wrong credentials. */
export function withAuthentication(
  scheme: 'http' | 'socks5',
  expected: { authentication: Expected; healthy: Expected },
): Row[] {
  const { authentication, healthy } = expected;
  return [
    ...throughProxy(
      scheme,
      { healthy: authentication },
      { case: 'no credentials' },
    ),
    ...throughProxy(
      scheme,
      { healthy: authentication },
      { case: 'wrong password', ...credentials, password: 'wrong' },
    ),
    ...throughProxy(
      scheme,
      { healthy },
      { case: 'right credentials', ...credentials },
    ),
  ];
}
