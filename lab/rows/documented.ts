import { observeConnect, observeSocks } from '../observe/connect';
import { observeDns } from '../observe/dns';
import { observeTls } from '../observe/tls';
import {
  documentedPrograms,
  startDocumented,
  startDocumentedBalancer,
  startDocumentedMicrosocks,
} from '../programs/documented';
import {
  documentedForward,
  openssh,
  startDocumentedForward,
} from '../programs/openssh';
import { microsocks } from '../programs/socks';
import { domain } from '../support/dns';
import { documentedNames, documentedVantage } from '../support/documentation';
import type { Lab } from '../support/Lab';
import { addresses } from '../support/network';
import type { Instance, Program } from '../support/program';
import {
  type Expected,
  healthy,
  type Row,
  type Scene,
  urlOf,
} from '../support/rows';
import { tunnels } from './expectedTunnels';

const text = 'as documented';
const peer = `${addresses.healthy}:443`;

/** A row with the vantage of the page. */
function documentedRow(
  name: string,
  observe: Row['observe'],
  more: Partial<Row> = {},
): Row {
  return {
    case: text,
    url: urlOf('healthy'),
    vantage: ({ address }) => documentedVantage(name, { bastion: address }),
    observe,
    expected: healthy,
    ...more,
  };
}

function scene(
  program: Program,
  start: (lab: Lab) => Promise<Instance>,
  rows: Row[],
): Scene {
  return { program, start, rows };
}

const connect: Row['observe'] = instance => observeConnect(instance, peer);
const socks: Row['observe'] = instance => observeSocks(instance, peer);
const dns: Row['observe'] = instance =>
  observeDns(instance, `healthy.${domain}`);
const tls: Row['observe'] = instance =>
  observeTls(instance, `healthy.${domain}`);

/** With its timeout, Squid says itself that a target is silent. */
const silentBehindSquid = documentedRow(
  'squid',
  instance => observeConnect(instance, `${addresses.silent}:443`),
  {
    case: `${text}, silent target`,
    url: urlOf('silent'),
    expected: tunnels.timeout satisfies Expected,
  },
);

/** The rows of the programs that only need their configuration, by name. */
const simple: Record<string, Row[]> = {
  squid: [documentedRow('squid', connect), silentBehindSquid],
  ...Object.fromEntries(
    ['tinyproxy', 'apache', 'privoxy'].map(name => [
      name,
      [documentedRow(name, connect)],
    ]),
  ),
  dante: [documentedRow('dante', socks)],
  ...Object.fromEntries(
    ['unbound', 'dnsmasq', 'bind', 'knot-resolver'].map(name => [
      name,
      [documentedRow(name, dns)],
    ]),
  ),
};

/** Every configuration of docs/probing.md, with the vantage that the page has for it. */
export const documentedScenes: Scene[] = [
  ...Object.entries(simple).map(([name, rows]) =>
    scene(
      documentedPrograms[name].program,
      lab => startDocumented(lab, name),
      rows,
    ),
  ),
  scene(documentedPrograms.haproxy.program, startDocumentedBalancer, [
    documentedRow('haproxy', connect),
  ]),
  scene(microsocks, startDocumentedMicrosocks, [
    documentedRow('microsocks', socks),
  ]),
  scene(openssh, lab => startDocumentedForward(lab, 'ssh-d'), [
    documentedRow('ssh-d', socks, { case: `${text}, ssh -D` }),
  ]),
  scene(openssh, lab => startDocumentedForward(lab, 'ssh-l'), [
    documentedRow('ssh-l', tls, {
      vantage: () =>
        documentedVantage('ssh-l', {
          bastion: addresses.healthy,
          more: { 'execute-api.eu-central-1.amazonaws.com': domain },
        }),
    }),
  ]),
];

const known = new Set([
  ...Object.keys(simple),
  ...['haproxy', 'microsocks', ...Object.keys(documentedForward)],
]);
const missing = documentedNames().filter(name => !known.has(name));
if (missing.length > 0) {
  throw new Error(
    `The lab does not run what docs/probing.md marks: ${missing}`,
  );
}
