import { apache, startApacheProxy } from '../programs/apache';
import { privoxy, startPrivoxy } from '../programs/privoxy';
import {
  dante,
  microsocks,
  startDante,
  startMicrosocks,
} from '../programs/socks';
import { squid, startSquid } from '../programs/squid';
import { startTinyproxy, tinyproxy } from '../programs/tinyproxy';
import type { Scene } from '../support/rows';
import { tunnels } from './expectedTunnels';
import { account, throughProxy, withAuthentication } from './throughProxy';

const { healthy, failed, silent, refused, unreachable, oneDead, denied } =
  tunnels;

/** A proxy that does not say why it could not connect. */
const terse = {
  healthy,
  refused: failed,
  silent,
  unreachable: failed,
  oneDead: { ...oneDead, note: '10.1.2.6' },
  denied,
};

const scenes: Scene[] = [
  {
    program: tinyproxy,
    start: startTinyproxy,
    rows: throughProxy('http', terse),
  },
  {
    program: tinyproxy,
    start: lab => startTinyproxy(lab, account),
    rows: withAuthentication('http', tunnels),
  },
  {
    program: squid,
    start: startSquid,
    rows: throughProxy('http', {
      healthy,
      refused,
      silent,
      unreachable,
      oneDead,
      denied,
    }),
  },
  {
    program: squid,
    start: lab => startSquid(lab, { lines: ['connect_timeout 1 second'] }),
    rows: throughProxy(
      'http',
      { silent: tunnels.timeout },
      { case: 'silent target, connect_timeout 1 s' },
    ).map(row => ({ ...row, timeoutMs: undefined })),
  },
  {
    program: squid,
    start: lab => startSquid(lab, account),
    rows: withAuthentication('http', tunnels),
  },
  {
    program: apache,
    start: startApacheProxy,
    rows: throughProxy('http', terse),
  },
  {
    program: apache,
    start: lab => startApacheProxy(lab, account),
    rows: withAuthentication('http', tunnels),
  },
  {
    program: privoxy,
    start: startPrivoxy,
    rows: throughProxy('http', terse),
  },
  {
    program: microsocks,
    start: startMicrosocks,
    rows: throughProxy('socks5', { healthy, refused, silent, unreachable }),
  },
  {
    program: microsocks,
    start: lab => startMicrosocks(lab, account),
    rows: withAuthentication('socks5', tunnels),
  },
  {
    program: dante,
    start: startDante,
    rows: throughProxy('socks5', {
      healthy,
      refused,
      silent,
      unreachable,
      denied,
    }),
  },
];

/** Programs whose proxy reaches the healthy target. */
export const proxyScenes: Scene[] = scenes.map(scene => ({
  ...scene,
  control: true,
}));
