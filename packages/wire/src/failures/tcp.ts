import type { FailureEntry } from './entry.ts';

export const tcpFailures = {
  'tcp.refused': {
    phase: 'tcp',
    meaning: 'down',
    headline: f =>
      f.port
        ? `${f.ip ?? 'The address'} refused port ${f.port}`
        : `${f.ip ?? 'The address'} refused the connection`,
    advice:
      'Check that a listener uses this port, and that the ALB targets are current.',
  },
  'tcp.timeout': {
    phase: 'tcp',
    meaning: 'down',
    headline: f => `No response from ${f.ip ?? 'the address'}`,
    advice:
      'Allow traffic from {vantage} in the security group and the network ACL.',
  },
  'tcp.reset': {
    phase: 'tcp',
    meaning: 'down',
    headline: 'Connection reset',
    advice: 'Check the firewalls on the path, and compare with other vantages.',
  },
  'tcp.closed': {
    phase: 'tls',
    meaning: 'down',
    headline: 'Connection closed without a response',
    advice:
      'Check that the peer accepts connections from {vantage}, and that it has a healthy target.',
  },
  'tcp.unreachable': {
    phase: 'tcp',
    meaning: 'down',
    headline: f => `No route to ${f.ip ?? 'the address'}`,
    advice: 'Check the routes in both directions.',
  },
} as const satisfies Record<`tcp.${string}`, FailureEntry>;
