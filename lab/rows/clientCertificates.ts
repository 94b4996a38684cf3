import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { apache, startApache } from '../programs/apache';
import { haproxy, startHaproxy } from '../programs/haproxy';
import { nghttpx, startNghttpx } from '../programs/nghttpx';
import { startStunnel, stunnel } from '../programs/stunnel';
import { createAuthority } from '../../packages/probe/src/__testUtils__/certificates';
import { type Lab, write } from '../support/Lab';
import { addresses, run } from '../support/network';
import { type Expected, healthy, type Row, type Scene } from '../support/rows';
import { certificateFiles } from './certificateFiles';
import { nginxScene, tlsRow } from './tlsRow';

/** A vantage without a client certificate cannot check such a server. */
const missing: Expected = {
  code: 'tls.client_certificate',
  state: 'unknown',
  headline: 'Server requires a client certificate',
  advice: 'Set a clientCertificate for lab',
};

/** Apache's answer over TLS 1.3 for a `<Location>`, with every certificate and without. */
const forbidden: Expected = { code: 'http.status', state: 'down' };

/** A certificate of the authority that the servers trust. */
const rightCertificate = ({ authority }: Lab) =>
  authority.issue({ names: ['probe'] });

/** A certificate of another authority. */
const otherCertificate = async () =>
  (await createAuthority('Other CA')).issue({ names: ['probe'] });

/** Rows of a server that requires a client certificate. */
function clientRows(
  name: string,
  expected: { none: Expected; right: Expected; other: Expected },
): Row[] {
  const withCertificate = (
    text: string,
    issue: (lab: Lab) => Promise<{ cert: string; key: string }>,
    wanted: Expected,
  ): Row =>
    tlsRow(text, name, wanted, {
      tls: issue as (lab: Lab) => Promise<ConnectionOptions>,
      vantage: async lab => ({ clientCertificate: await issue(lab) }),
    });
  return [
    tlsRow('no client certificate', name, expected.none),
    withCertificate(
      'right client certificate',
      rightCertificate,
      expected.right,
    ),
    withCertificate(
      'client certificate of another issuer',
      otherCertificate,
      expected.other,
    ),
  ];
}

/** {@link rightCertificate} as a PKCS#12 file, which Node cannot write. */
async function pkcs12(lab: Lab) {
  const { cert, key } = await rightCertificate(lab);
  const { folder } = lab.place('pkcs12');
  const out = path.join(folder, 'probe.p12');
  const input = write(folder, 'probe.pem', `${cert}\n${key}\n`);
  run('openssl', [
    ...['pkcs12', '-export', '-in', input, '-out', out],
    ...['-passout', 'pass:lab'],
  ]);
  return { pfx: readFileSync(out), passphrase: 'lab' };
}

const usual: Record<'none' | 'right' | 'other', Expected> = {
  none: missing,
  right: healthy,
  other: { ...missing, state: 'down' },
};

/** Apache at `NAME.lab.test`, with TLS in front of the lab's HTTP server. */
function apacheScene(
  name: string,
  lines: string[],
  expected: typeof usual,
): Scene {
  return {
    program: apache,
    start: lab =>
      startApache(lab, {
        name,
        port: 443,
        async lines(folder, host) {
          const { cert, key, ca } = await certificateFiles(lab, folder, host);
          return [
            'SSLEngine on',
            `SSLCertificateFile ${cert}`,
            `SSLCertificateKeyFile ${key}`,
            `SSLCACertificateFile ${ca}`,
            `ProxyPass / http://${addresses.healthy}/`,
            ...lines,
          ];
        },
      }),
    rows: clientRows(name, expected),
  };
}

const location = [
  '<Location /health>',
  'SSLVerifyClient require',
  '</Location>',
];

/** TLS servers that require a client certificate. */
export const clientCertificateScenes: Scene[] = [
  nginxScene(
    'nginx-client',
    [
      ...clientRows('nginx-client', usual),
      tlsRow('right client certificate, PKCS#12', 'nginx-client', healthy, {
        tls: pkcs12,
        vantage: async lab => ({ clientCertificate: await pkcs12(lab) }),
      }),
    ],
    {
      lines: ca => [
        'ssl_protocols TLSv1.2 TLSv1.3;',
        `ssl_client_certificate ${ca};`,
        'ssl_verify_client on;',
      ],
    },
  ),
  ...['TLSv1.3', 'TLSv1.2'].map((version): Scene => {
    const name = `haproxy-client-${version === 'TLSv1.3' ? 13 : 12}`;
    return {
      program: { ...haproxy, name: `haproxy with ${version}` },
      start: lab =>
        startHaproxy(lab, {
          name,
          port: 443,
          mode: 'http',
          async bind(folder, host) {
            const { both, ca } = await certificateFiles(lab, folder, host);
            return `ssl crt ${both} ca-file ${ca} verify required ssl-min-ver ${version} ssl-max-ver ${version}`;
          },
          backend: [`server lab ${addresses.healthy}:80`],
        }),
      rows: clientRows(name, usual),
    };
  }),
  apacheScene('apache-client', ['SSLVerifyClient require'], usual),
  apacheScene('apache-location', location, {
    none: forbidden,
    right: forbidden,
    other: forbidden,
  }),
  apacheScene(
    'apache-location-12',
    ['SSLProtocol TLSv1.2', ...location],
    usual,
  ),
  {
    program: stunnel,
    start: lab =>
      startStunnel(lab, {
        name: 'stunnel-client',
        async service(folder, host) {
          const { both, ca } = await certificateFiles(lab, folder, host);
          return [`cert = ${both}`, `CAfile = ${ca}`, 'verifyChain = yes'];
        },
      }),
    rows: clientRows('stunnel-client', usual),
  },
  {
    program: nghttpx,
    start: lab =>
      startNghttpx(lab, {
        name: 'nghttpx-client',
        async tls(folder, host) {
          const { key, cert, ca } = await certificateFiles(lab, folder, host);
          return {
            key,
            cert,
            args: ['--verify-client', `--verify-client-cacert=${ca}`],
          };
        },
      }),
    rows: clientRows('nghttpx-client', usual),
  },
];
