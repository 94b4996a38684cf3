import type { Expected } from '../support/rows';

/** What the probe says about the answers of a resolver. */
export const names = {
  nxdomain: {
    code: 'dns.nxdomain',
    state: 'down',
    headline: 'gone.lab.test does not resolve',
    advice: 'Associate the hosted zone with the VPC of lab',
  },
  nodata: {
    code: 'dns.nodata',
    state: 'down',
    headline: 'nodata.lab.test has no addresses',
    advice: 'Add an A or AAAA record for the name',
  },
  servfail: {
    code: 'dns.servfail',
    state: 'down',
    advice: 'Check the targets of the resolver rule',
  },
  refused: {
    code: 'dns.refused',
    state: 'unknown',
    advice: 'Allow the network of lab in the access control of the resolver',
  },
  filtered: {
    code: 'dns.filtered',
    state: 'unknown',
    advice: 'Allow the domain in the rebind protection of the resolver',
  },
  timeout: {
    code: 'dns.timeout',
    state: 'unknown',
    advice: 'Allow port 53 to the resolver',
  },
  unreachable: {
    code: 'dns.unreachable',
    state: 'unknown',
    advice: 'Check that a resolver listens at the address',
  },
} satisfies Record<string, Expected>;
