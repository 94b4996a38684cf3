import { type FailureEntry, nameOf } from './entry.ts';

export const dnsFailures = {
  'dns.nxdomain': {
    phase: 'dns',
    meaning: 'down',
    headline: f => `${nameOf(f)} does not resolve`,
    advice:
      'Associate the hosted zone with the VPC of {vantage}, or add a resolver rule.',
  },
  'dns.nodata': {
    phase: 'dns',
    meaning: 'down',
    headline: f => `${nameOf(f)} has no addresses`,
    advice:
      'Add an A or AAAA record for the name, or an alias record for the endpoint.',
  },
  'dns.filtered': {
    phase: 'dns',
    meaning: 'unknown',
    headline: 'The resolver removes private addresses from its answers',
    advice:
      'Allow the domain in the rebind protection of the resolver (unbound: private-domain, dnsmasq: rebind-domain-ok, BIND: except-from of deny-answer-addresses, Knot Resolver: remove the module rebinding), or let {vantage} use the resolver of the VPC.',
  },
  'dns.servfail': {
    phase: 'dns',
    meaning: 'down',
    headline: 'The resolver returned an error',
    advice: 'Check the targets of the resolver rule.',
  },
  'dns.refused': {
    phase: 'dns',
    meaning: 'unknown',
    headline: 'The resolver refused the query',
    advice:
      'Allow the network of {vantage} in the access control of the resolver, or correct the resolver that {vantage} uses.',
  },
  'dns.timeout': {
    phase: 'dns',
    meaning: 'unknown',
    headline: 'No response from the resolver',
    advice:
      'Allow port 53 to the resolver, or correct the resolver that {vantage} uses.',
  },
  'dns.unreachable': {
    phase: 'dns',
    meaning: 'unknown',
    headline: 'The resolver cannot be reached',
    advice:
      'Check that a resolver listens at the address that {vantage} uses, and the route to it.',
  },
  'dns.invalid_name': {
    phase: 'dns',
    meaning: 'unknown',
    headline: f => `${nameOf(f)} is not a valid host name`,
    advice:
      'Correct the host: labels of 1 to 63 letters, digits and hyphens, at most 253 characters.',
  },
  'dns.public_answer': {
    phase: 'dns',
    meaning: 'exposed',
    headline: f =>
      `${nameOf(f)} resolves to ${
        f.ip ? `the public address ${f.ip}` : 'public addresses'
      }`,
    advice:
      'Point the name to a private address, and find out who changed the record.',
  },
  'dns.misrouted': {
    phase: 'dns',
    meaning: 'down',
    headline: 'Private DNS is not in effect',
    advice: 'Use the resolver of the VPC, or the {api}-{vpce} host name.',
  },
} as const satisfies Record<`dns.${string}`, FailureEntry>;
