import { observeDial } from '../observe/talk';
import { observeTls } from '../observe/tls';
import { forwards, openssh, startForwards } from '../programs/openssh';
import {
  type Expected,
  healthy,
  type Row,
  type Scene,
  silentMs,
  urlOf,
} from '../support/rows';
import { tunnels } from './expectedTunnels';

/** A row through the local port that leads to a target. */
function forwarded(
  text: string,
  name: keyof typeof forwards,
  expected: Expected,
): Row {
  const port = forwards[name];
  return {
    case: text,
    url: urlOf(name),
    vantage: ({ address }) => ({ connectTo: { address, port } }),
    observe: ({ address }) => observeTls({ address, port }, `${name}.lab.test`),
    expected,
    ...(name === 'silent' && { timeoutMs: silentMs }),
  };
}

/**
 * Local ports that lead to one endpoint. The client accepts every connection and connects afterwards. A control target goes to the
 * same port, so it decides nothing.
 */
export const forwardScenes: Scene[] = [
  {
    program: openssh,
    start: startForwards,
    rows: [
      forwarded('healthy', 'healthy', healthy),
      forwarded('refused target', 'refused', {
        // A close, unless the ClientHello arrives after it: then a reset.
        code: ['tcp.closed', 'tcp.reset'],
        state: 'unknown',
      }),
      forwarded('silent target', 'silent', {
        code: 'tls.timeout',
        state: 'unknown',
      }),
      {
        case: 'port forward not started',
        url: urlOf('healthy'),
        vantage: () => ({ connectTo: { address: '127.0.0.1', port: 8449 } }),
        observe: () => observeDial('127.0.0.1', 8449),
        expected: tunnels.absent,
      },
    ],
  },
];
