import { type Expected, healthy } from '../support/rows';

/** The proxy connects, but does not say why it could not. */
const failed: Expected = {
  code: 'tunnel.failed',
  state: 'unknown',
  withControl: { state: 'down' },
  headline: 'Proxy could not connect to 10.1.',
  advice: 'Check the listener, the security group and the routes of the target',
};

/** The answers of a proxy by case. */
export const tunnels = {
  healthy,
  /** Where the proxy says that the address refuses connections. */
  oneDead: {
    code: 'ok',
    state: 'degraded',
    note: '10.1.2.6 refuses connections',
  },
  failed,
  /** A proxy that never connects: the control target fails too. */
  failedAlways: { ...failed, withControl: { state: 'unknown' } },
  /** The proxy took the request and sends no response. */
  silent: {
    code: 'tunnel.timeout',
    state: 'unknown',
    withControl: { code: 'tcp.timeout', state: 'down' },
    advice: 'Set a control target for lab',
  },
  refused: {
    code: 'tcp.refused',
    state: 'down',
    headline: '10.1.2.6 refused port 443',
    advice: 'Check that a listener uses this port',
  },
  timeout: {
    code: 'tcp.timeout',
    state: 'down',
    headline: 'No response from 10.1.3.7',
    advice: 'Allow traffic from lab in the security group',
  },
  unreachable: {
    code: 'tcp.unreachable',
    state: 'down',
    headline: 'No route to 10.1.4.8',
    advice: 'Check the routes in both directions',
  },
  denied: {
    code: 'tunnel.refused',
    state: 'unknown',
    advice: 'Allow the address and the port of the target in the rules',
  },
  authentication: {
    code: 'tunnel.authentication',
    state: 'unknown',
    advice: 'Set user name and password of the proxy of lab',
  },
  absent: {
    code: 'tunnel.unreachable',
    state: 'unknown',
    advice: 'Start the bastion or the port forward',
  },
  protocol: {
    code: 'tunnel.protocol',
    state: 'unknown',
    advice: 'Correct the scheme and the port of the proxy',
  },
} satisfies Record<string, Expected>;
