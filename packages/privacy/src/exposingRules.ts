/**
 * The privacy rules whose violation lets somebody outside the private network reach a resource or its data: gateways and routes to the
 * internet, public addresses, open groups, public load balancers, APIs and functions, policies for strangers, and what publishes a
 * resource elsewhere. The other rules with severity H, about egress, permissions or availability, block a deploy, but a violation of
 * theirs does not expose a service that runs. Neither does a bucket without public-access blocks (PS26) alone: an ACL (PS29) or a policy
 * (PS49) would.
 * @public
 */
export const exposingRules: ReadonlySet<string> = new Set([
  'PS01',
  'PS03',
  'PS04',
  'PS05',
  'PS06',
  'PS08',
  'PS09',
  'PS10',
  'PS11',
  'PS15',
  'PS16',
  'PS18',
  'PS29',
  'PS43',
  'PS48',
  'PS49',
  'PS50',
  'PS51',
]);
