import { observeDial } from '../observe/talk';
import { startUnbound, unbound } from '../programs/unbound';
import { startSegmentDropper } from '../programs/relays';
import { observeTls } from '../observe/tls';
import { addresses } from '../support/network';
import { type Instance, noProgram, place } from '../support/program';
import {
  type Expected,
  healthy,
  type Row,
  type Scene,
  silentMs,
  urlOf,
} from '../support/rows';
import { names } from './expectedNames';
import { tunnels } from './expectedTunnels';
import { nameRow } from './resolvers';

/** A row with a direct connection. */
function directRow(
  text: string,
  name: 'healthy' | 'refused' | 'silent' | 'unreachable',
  expected: Expected,
): Row {
  return {
    case: text,
    url: urlOf(name),
    observe: () => observeDial(addresses[name], 443),
    expected,
    ...(name === 'silent' && { timeoutMs: silentMs }),
  };
}

/** A resolver at an address where none is. */
function absentResolver(
  text: string,
  address: string,
  expected: Expected,
): Scene {
  return {
    program: noProgram,
    start: async () => place(address, 53),
    rows: [nameRow(text, 'healthy', expected)],
  };
}

const at = ({ address, port }: Instance) => `${address}:${port}`;

/** The network itself, without a proxy. */
export const directScenes: Scene[] = [
  {
    program: noProgram,
    start: async () => place(addresses.healthy, 443),
    rows: [
      directRow('healthy', 'healthy', healthy),
      directRow('refused', 'refused', tunnels.refused),
      directRow('silent', 'silent', tunnels.timeout),
      directRow('no route', 'unreachable', tunnels.unreachable),
      {
        case: 'one of two addresses dead',
        url: urlOf('one-dead'),
        probes: 3,
        observe: async () =>
          `${addresses.refused}: ${await observeDial(
            addresses.refused,
            443,
          )}; ${addresses.healthy}: ${await observeDial(
            addresses.healthy,
            443,
          )}`,
        expected: {
          code: 'ok',
          state: 'degraded',
          note: '10.1.2.6 refuses connections; 10.1.2.5 responds',
        },
      },
      {
        case: 'all addresses dead',
        url: urlOf('all-dead'),
        probes: 3,
        observe: async () =>
          `${addresses.refused} and ${
            addresses.otherRefused
          }: ${await observeDial(addresses.refused, 443)}`,
        expected: { ...tunnels.refused, headline: '10.1.2.' },
      },
      {
        case: 'IPv4 and IPv6 addresses, from a machine without IPv6',
        url: urlOf('two-families'),
        probes: 3,
        observe: async () =>
          `${addresses.noRoute6}: ${await observeDial(
            addresses.noRoute6,
            443,
          )}; ${addresses.healthy}: ${await observeDial(
            addresses.healthy,
            443,
          )}`,
        expected: healthy,
      },
      {
        case: 'name in the hosts file only',
        url: urlOf('listed'),
        vantage: () => ({ hostsFile: true }),
        observe: async () => `/etc/hosts: ${addresses.healthy}`,
        expected: healthy,
      },
    ],
  },
  absentResolver('silent resolver', addresses.silent, names.timeout),
  absentResolver(
    'no resolver at the port',
    addresses.refused,
    names.unreachable,
  ),
  absentResolver(
    'no route to the resolver',
    addresses.unreachable,
    names.unreachable,
  ),
  {
    program: unbound,
    start: lab => startUnbound(lab),
    rows: [
      nameRow('after a silent resolver', 'healthy', healthy, instance => ({
        resolver: undefined,
        resolvers: [`${addresses.silent}:53`, at(instance)],
      })),
      nameRow('over TCP', 'healthy', healthy, instance => ({
        resolver: undefined,
        resolvers: [`${at(instance)}/tcp`],
      })),
    ],
  },
  {
    program: { ...noProgram, name: 'device that loses second segments' },
    start: startSegmentDropper,
    rows: (
      [
        [
          'hybrid',
          {
            code: 'ok',
            state: 'degraded',
            note: 'Nothing came back to a ClientHello with a post-quantum key share',
          },
        ],
        ['classical', healthy],
      ] as Array<['hybrid' | 'classical', Expected]>
    ).map(([keyShare, expected]) => ({
      case: `key share ${keyShare}`,
      url: urlOf('one-segment'),
      vantage: () => ({ keyShare }),
      observe: instance =>
        observeTls(
          instance,
          'one-segment.lab.test',
          keyShare === 'classical' ? { ecdhCurve: 'X25519' } : {},
        ),
      expected,
    })),
  },
];
