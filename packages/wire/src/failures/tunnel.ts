import { type FailureEntry, peerOf } from './entry.ts';

export const tunnelFailures = {
  'tunnel.unreachable': {
    phase: 'tcp',
    meaning: 'unknown',
    headline: 'Cannot connect to the proxy or port forward',
    advice:
      'Start the bastion or the port forward, or correct the proxy of {vantage}.',
  },
  'tunnel.authentication': {
    phase: 'tcp',
    meaning: 'unknown',
    headline: 'Proxy requires authentication',
    advice: 'Set user name and password of the proxy of {vantage}.',
  },
  'tunnel.refused': {
    phase: 'tcp',
    meaning: 'unknown',
    headline: 'Proxy refused the connection',
    advice:
      'Allow the address and the port of the target in the rules of the proxy.',
  },
  'tunnel.protocol': {
    phase: 'tcp',
    meaning: 'unknown',
    headline: 'Proxy does not speak the expected protocol',
    advice:
      'Correct the scheme and the port of the proxy: http, https or socks5.',
  },
  'tunnel.failed': {
    phase: 'tcp',
    meaning: 'control',
    headline: f =>
      `Proxy could not connect to ${peerOf(f)}: refused, unreachable or silent`,
    advice: f =>
      `Check the listener, the security group and the routes of the target.${
        f.canSetControl === false
          ? ''
          : ' Set a control target for {vantage}, which tells a failed target from a failed proxy.'
      }`,
  },
  'tunnel.timeout': {
    phase: 'tcp',
    meaning: 'control',
    headline: 'The proxy took the request and sent no response',
    advice: f =>
      f.canSetControl === false
        ? 'Check the security group of the target, and whether the proxy works.'
        : 'Set a control target for {vantage}. It decides whether the target or the proxy is silent.',
  },
} as const satisfies Record<`tunnel.${string}`, FailureEntry>;
