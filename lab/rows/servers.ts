import { haproxy, startHaproxy } from '../programs/haproxy';
import { nginx, startNginx } from '../programs/nginx';
import { startStunnel, stunnel } from '../programs/stunnel';
import {
  createAuthority,
  daysFromNow,
} from '../../packages/probe/src/__testUtils__/certificates';
import { addresses } from '../support/network';
import { type Expected, healthy, type Scene } from '../support/rows';
import { certificateFiles } from './certificateFiles';
import { nginxScene, tlsRow } from './tlsRow';

const serverName: Expected = {
  code: 'tls.server_name',
  state: 'down',
  headline: 'Server does not know the name',
  advice: 'Attach a certificate for',
};

/** The date in so many days, as in a headline. */
function day(days: number): string {
  return daysFromNow(days).toISOString().slice(0, 10);
}

/** Adds the name `stale.lab.test`, with the address of the scene and that of the healthy server. */
function withStaleRecord(scene: Scene): Scene {
  return {
    ...scene,
    async start(lab) {
      const instance = await scene.start(lab);
      lab.zone.set('stale.lab.test', {
        a: [instance.address, addresses.healthy],
      });
      return instance;
    },
  };
}

/** TLS servers that are healthy, or fail by themselves. */
export const serverScenes: Scene[] = [
  nginxScene(
    'nginx-healthy',
    [tlsRow('healthy, TLS 1.3', 'nginx-healthy', healthy)],
    { lines: () => ['ssl_protocols TLSv1.3;'] },
  ),
  nginxScene('nginx-tls12', [tlsRow('TLS 1.2 only', 'nginx-tls12', healthy)], {
    lines: () => ['ssl_protocols TLSv1.2;'],
  }),
  nginxScene(
    'nginx-old',
    [
      tlsRow('TLS 1.1 only', 'nginx-old', {
        code: 'tls.protocol',
        state: 'down',
        advice: 'Use a listener security policy with TLS 1.2 and 1.3',
      }),
    ],
    {
      lines: () => ['ssl_protocols TLSv1.1;', 'ssl_ciphers ALL:@SECLEVEL=0;'],
    },
  ),
  nginxScene(
    'nginx-sni',
    [tlsRow('name not known (ssl_reject_handshake)', 'nginx-sni', serverName)],
    { lines: () => ['ssl_reject_handshake on;'] },
  ),
  {
    program: haproxy,
    start: lab =>
      startHaproxy(lab, {
        name: 'haproxy-sni',
        port: 443,
        mode: 'http',
        async bind(folder) {
          const { both } = await certificateFiles(lab, folder, 'other.test');
          return `ssl crt ${both} strict-sni`;
        },
        backend: [`server lab ${addresses.healthy}:80`],
      }),
    rows: [tlsRow('name not known (strict-sni)', 'haproxy-sni', serverName)],
  },
  {
    program: nginx,
    start: lab =>
      startNginx(lab, { name: 'nginx-plain', listen: '', server: () => [] }),
    rows: [
      tlsRow('plain HTTP on the port', 'nginx-plain', {
        code: 'tls.plaintext',
        state: 'down',
        headline: 'Port 443 does not use TLS',
        advice: 'Use an HTTPS listener',
      }),
    ],
  },
  {
    program: haproxy,
    start: lab =>
      startHaproxy(lab, {
        name: 'haproxy-tcp',
        port: 443,
        mode: 'tcp',
        backend: [`server dead ${addresses.refused}:443`, 'retries 0'],
      }),
    rows: [
      tlsRow('load balancer (TCP) without a target', 'haproxy-tcp', {
        // A close, unless the ClientHello arrives after it: then a reset.
        code: ['tcp.closed', 'tcp.reset'],
        state: 'down',
      }),
    ],
  },
  {
    program: stunnel,
    start: lab =>
      startStunnel(lab, {
        name: 'stunnel-dead',
        connect: `${addresses.refused}:80`,
        async service(folder, host) {
          const { both } = await certificateFiles(lab, folder, host);
          return [`cert = ${both}`];
        },
      }),
    rows: [
      tlsRow('TLS in front of a dead target', 'stunnel-dead', {
        code: ['tcp.closed', 'tcp.reset'],
        state: 'down',
      }),
    ],
  },
  nginxScene(
    'nginx-expired',
    [
      tlsRow('expired', 'nginx-expired', {
        code: 'tls.expired',
        state: 'down',
        headline: `Certificate expired on ${day(-3)}`,
        advice: 'Renew the certificate',
      }),
    ],
    { certificate: async () => ({ notAfter: daysFromNow(-3) }) },
  ),
  nginxScene(
    'nginx-early',
    [
      tlsRow('not yet valid', 'nginx-early', {
        code: 'tls.not_yet_valid',
        state: 'down',
        headline: `Certificate is not valid before ${day(3)}`,
        advice: 'Compare the clocks of lab and of the issuer',
      }),
    ],
    { certificate: async () => ({ notBefore: daysFromNow(3) }) },
  ),
  nginxScene(
    'nginx-other-name',
    [
      tlsRow('certificate for another name', 'nginx-other-name', {
        code: 'tls.hostname',
        state: 'down',
        headline: 'Certificate is for other.lab.test',
        advice: 'Attach a certificate that includes nginx-other-name.lab.test',
      }),
    ],
    { certificate: async () => ({ names: ['other.lab.test'] }) },
  ),
  withStaleRecord(
    nginxScene(
      'nginx-stale',
      [
        {
          ...tlsRow('one of two addresses is another service', 'stale', {
            code: 'ok',
            state: 'degraded',
            note: '10.1.2.1',
          }),
          probes: 3,
        },
      ],
      { certificate: async () => ({ names: ['other.lab.test'] }) },
    ),
  ),
  nginxScene(
    'nginx-other-issuer',
    [
      tlsRow('certificate of an unknown issuer', 'nginx-other-issuer', {
        code: 'tls.untrusted',
        state: 'down',
        advice: 'Add the issuer to the trustBundle',
      }),
    ],
    { authority: () => createAuthority('Other CA') },
  ),
  nginxScene(
    'nginx-cross',
    [tlsRow('expired cross-signature', 'nginx-cross', healthy)],
    {
      async certificate({ authority }) {
        const old = await createAuthority('Old CA');
        return { chain: await old.crossSign(authority, daysFromNow(-3)) };
      },
    },
  ),
];
