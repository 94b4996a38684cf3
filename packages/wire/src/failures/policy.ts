import type { FailureEntry } from './entry.ts';

export const policyFailures = {
  'policy.host': {
    phase: 'guard',
    meaning: 'unknown',
    headline: f =>
      f.host ? `Host not allowed: ${f.host}` : 'Host not allowed',
    advice: 'Add its domain to allowedHostSuffixes, or correct the URL.',
  },
  'policy.address': {
    phase: 'guard',
    meaning: 'unknown',
    headline: f =>
      f.ip ? `Address not allowed: ${f.ip}` : 'Address not allowed',
    advice: 'If the address is in your network, add its range to allowedCidrs.',
  },
  'policy.vpc_unknown': {
    phase: 'guard',
    meaning: 'unknown',
    headline: f =>
      `Not known whether ${f.ip ?? 'the address'} is in the VPC of the service`,
    advice:
      'Allow ec2:DescribeVpcs for the role that reads the stack. If the address is in your network, you can also add its range to allowedCidrs.',
  },
  'policy.url': {
    phase: 'guard',
    meaning: 'unknown',
    headline: 'URL not allowed',
    advice: 'Use https, an allowed port, and no user name or password.',
  },
} as const satisfies Record<`policy.${string}`, FailureEntry>;
