import { observeDial } from '../observe/talk';
import { haproxy, startHaproxy } from '../programs/haproxy';
import { nginx, startNginx } from '../programs/nginx';
import { startEagerProxy } from '../programs/relays';
import { microsocks, startMicrosocks } from '../programs/socks';
import { startStunnel, stunnel } from '../programs/stunnel';
import { startTinyproxy } from '../programs/tinyproxy';
import { observeConnect } from '../observe/connect';
import { addresses } from '../support/network';
import { noProgram, place } from '../support/program';
import { type Expected, type Scene, silentMs, urlOf } from '../support/rows';
import { certificateFiles } from './certificateFiles';
import { tunnels } from './expectedTunnels';
import { throughProxy } from './throughProxy';

const { healthy } = tunnels;

/** A proxy at an address where none is. */
function absent(text: string, address: string): Scene {
  return {
    program: noProgram,
    start: async () => place(address, 3128),
    rows: throughProxy('http', { healthy: tunnels.absent }, { case: text }).map(
      row => ({
        ...row,
        timeoutMs: silentMs,
        observe: instance => observeDial(instance.address, instance.port),
      }),
    ),
  };
}

/** A silent or refused target behind something that accepts the connection first. */
const afterAccept = (code: Expected['code']): Expected => ({
  code,
  state: 'unknown',
  withControl: { state: 'down' },
});

const scenes: Scene[] = [
  absent('no proxy at the port', addresses.refused),
  absent('silent proxy', addresses.silent),
  absent('no route to the proxy', addresses.unreachable),
  {
    program: haproxy,
    start: lab =>
      startHaproxy(lab, {
        name: 'haproxy-proxies',
        port: 3128,
        mode: 'http',
        backend: [`server dead ${addresses.refused}:3128`, 'retries 0'],
      }),
    rows: throughProxy(
      'http',
      { healthy: tunnels.failedAlways },
      { case: 'load balancer before dead proxies' },
    ),
  },
  {
    program: nginx,
    start: lab =>
      startNginx(lab, { name: 'nginx-proxy', listen: '', server: () => [] }),
    rows: throughProxy(
      'http',
      { healthy: tunnels.protocol },
      { case: 'web server in place of a proxy' },
    ),
  },
  {
    program: microsocks,
    start: startMicrosocks,
    rows: throughProxy(
      'http',
      { healthy: tunnels.protocol },
      { case: 'HTTP spoken to a SOCKS5 proxy' },
    ),
  },
  {
    program: stunnel,
    start: lab =>
      startStunnel(lab, {
        name: 'stunnel-as-http',
        async service(folder, host) {
          const { both } = await certificateFiles(lab, folder, host);
          return [`cert = ${both}`];
        },
      }),
    rows: throughProxy(
      'http',
      // It ends the connection with a reset, which can overtake its TLS alert.
      {
        healthy: {
          code: ['tunnel.protocol', 'tunnel.failed'],
          state: 'unknown',
        },
      },
      { case: 'http:// to a proxy with TLS' },
    ),
  },
  {
    program: stunnel,
    async start(lab) {
      const proxy = await startTinyproxy(lab);
      const tls = await startStunnel(lab, {
        name: 'stunnel-https-proxy',
        port: 3128,
        connect: `${proxy.address}:${proxy.port}`,
        async service(folder) {
          const { both } = await certificateFiles(
            lab,
            folder,
            'twofold.lab.test',
          );
          return [`cert = ${both}`];
        },
        address: addresses.twofold,
      });
      return {
        ...tls,
        async stop() {
          await tls.stop();
          await proxy.stop();
        },
      };
    },
    rows: [
      {
        case: 'https:// proxy (tinyproxy behind it), IPv6 address first and dead',
        url: urlOf('healthy'),
        vantage: ({ port }) => ({
          proxy: { url: `https://twofold.lab.test:${port}` },
        }),
        observe: async ({ port }) =>
          `[${addresses.healthy6}]: ${await observeDial(
            addresses.healthy6,
            port,
          )}; ${addresses.twofold}: ${await observeDial(
            addresses.twofold,
            port,
          )}`,
        expected: healthy,
      },
    ],
  },
  {
    program: { ...noProgram, name: 'eager proxy (of the lab)' },
    start: startEagerProxy,
    rows: throughProxy('http', {
      healthy,
      refused: afterAccept('tcp.reset'),
      silent: afterAccept('tls.timeout'),
    }).map(row => ({
      ...row,
      observe: instance => observeConnect(instance, `${addresses.healthy}:443`),
    })),
  },
];

/** What is not there, is not a proxy, or accepts before it connects. */
export const brokenProxyScenes: Scene[] = scenes.map(scene => ({
  ...scene,
  control: true,
}));
