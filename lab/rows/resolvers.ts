import type { VantageOptions } from '../../packages/probe/src';
import { observeDns } from '../observe/dns';
import { bind, startBind } from '../programs/bind';
import { dnsmasq, startDnsmasq } from '../programs/dnsmasq';
import { knotResolver, startKnotResolver } from '../programs/knotResolver';
import { pdnsRecursor, startPdnsRecursor } from '../programs/pdnsRecursor';
import { startUnbound, unbound } from '../programs/unbound';
import { domain } from '../support/dns';
import { type Lab, plainDnsPort } from '../support/Lab';
import type { Instance, Program } from '../support/program';
import {
  type Expected,
  healthy,
  type Row,
  type Scene,
  urlOf,
} from '../support/rows';
import { names } from './expectedNames';

const { nxdomain, nodata, servfail, refused, filtered, timeout } = names;

/** A row in which the resolver is asked for `NAME.lab.test`. */
export function nameRow(
  text: string,
  name: string,
  expected: Expected,
  vantage?: (instance: Instance) => Partial<VantageOptions>,
): Row {
  return {
    case: text,
    url: urlOf(name),
    vantage:
      vantage ?? (({ address, port }) => ({ resolver: `${address}:${port}` })),
    observe: instance => observeDns(instance, `${name}.${domain}`),
    expected,
  };
}

type Start = (lab: Lab, lines?: string[]) => Promise<Instance>;

/**
 * Scenes of a resolver without rebind protection. A resolver remembers that its upstream did not respond, so each such row has its
 * own.
 */
function plainScenes(
  program: Program,
  start: Start,
  upstream: { refused: Expected; silent: Expected },
): Scene[] {
  const scene = (...rows: Row[]) => ({
    program,
    start: (lab: Lab) => start(lab),
    rows,
  });
  return [
    scene(
      nameRow('healthy', 'healthy', healthy),
      nameRow('A and AAAA', 'both', healthy),
      nameRow('no such name', 'gone', nxdomain),
      nameRow('no address', 'nodata', nodata),
      nameRow('upstream SERVFAIL', 'servfail', servfail),
      nameRow('upstream REFUSED', 'forbidden', upstream.refused),
    ),
    scene({
      ...nameRow('upstream silent', 'mute', upstream.silent),
      // Some resolvers send SERVFAIL after a while.
      ...(upstream.silent === timeout && { timeoutMs: 1500 }),
    }),
    scene(nameRow('upstream silent about AAAA', 'mute6', healthy)),
  ];
}

/** A private answer and true negative answers, with rebind protection on. */
function protectedScene(
  program: Program,
  start: Start,
  lines: string[],
): Scene {
  return {
    program,
    start: lab => start(lab, lines),
    rows: [
      nameRow('rebind protection, A', 'healthy', filtered),
      nameRow('rebind protection, A and AAAA', 'both', filtered),
      nameRow('rebind protection, no such name', 'gone', nxdomain),
      nameRow('rebind protection, no address', 'nodata', nodata),
    ],
  };
}

/** One row with one more configuration. */
function oneRow(
  program: Program,
  start: Start,
  lines: string[],
  row: Row,
): Scene {
  return { program, start: lab => start(lab, lines), rows: [row] };
}

const refusedRow = (text: string) => nameRow(text, 'healthy', refused);

export const resolverScenes: Scene[] = [
  ...plainScenes(unbound, startUnbound, { refused: servfail, silent: timeout }),
  protectedScene(unbound, startUnbound, [
    'private-address: 10.0.0.0/8',
    'private-address: fd00::/8',
  ]),
  oneRow(
    unbound,
    startUnbound,
    ['access-control: 10.1.0.0/16 refuse'],
    refusedRow('access-control refuse'),
  ),
  oneRow(
    unbound,
    startUnbound,
    ['access-control: 10.1.0.0/16 deny'],
    nameRow('access-control deny', 'healthy', timeout),
  ),
  oneRow(
    unbound,
    startUnbound,
    ['module-config: "dns64 iterator"', 'dns64-prefix: 64:ff9b::/96'],
    nameRow('DNS64', 'healthy', healthy),
  ),
  ...plainScenes(dnsmasq, startDnsmasq, { refused, silent: timeout }),
  protectedScene(dnsmasq, startDnsmasq, [
    '--server=10.1.2.53',
    '--stop-dns-rebind',
  ]),
  oneRow(
    dnsmasq,
    startDnsmasq,
    [`--server=10.1.2.53#${plainDnsPort}`, '--stop-dns-rebind'],
    nameRow('rebind protection, upstream without EDNS', 'healthy', filtered),
  ),
  oneRow(dnsmasq, startDnsmasq, [], refusedRow('no upstream')),
  ...plainScenes(bind, startBind, { refused: servfail, silent: timeout }),
  protectedScene(bind, startBind, [
    'deny-answer-addresses { 10.0.0.0/8; fd00::/8; };',
  ]),
  oneRow(
    bind,
    startBind,
    ['deny-answer-addresses { 10.0.0.0/8; };'],
    nameRow('rebind protection for IPv4 only', 'both', healthy),
  ),
  oneRow(
    bind,
    startBind,
    ['allow-query { none; };'],
    refusedRow('allow-query none'),
  ),
  ...plainScenes(knotResolver, startKnotResolver, {
    refused: servfail,
    // It and the probe give up at about the same time.
    silent: {
      code: ['dns.timeout', 'dns.servfail'],
      state: ['unknown', 'down'],
    },
  }),
  protectedScene(knotResolver, startKnotResolver, [
    "modules.load('rebinding < iterate')",
  ]),
  oneRow(
    knotResolver,
    startKnotResolver,
    [
      "modules.load('view')",
      "view:addr('10.0.0.0/8', policy.all(policy.REFUSE))",
    ],
    refusedRow('view with policy.REFUSE'),
  ),
  ...plainScenes(pdnsRecursor, startPdnsRecursor, {
    refused: servfail,
    silent: servfail,
  }),
  oneRow(
    pdnsRecursor,
    startPdnsRecursor,
    ['allow-from=192.168.0.0/16'],
    nameRow('allow-from another network', 'healthy', timeout),
  ),
];
