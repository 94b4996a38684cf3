import type { TlsVersions } from '../network/acmCertificates';

/** The policy of a listener that was created through the API without one. */
export const defaultSslPolicy = 'ELBSecurityPolicy-2016-08';

/**
 * The families of AWS's policies. A closed list would reject the policies of next year.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const families = [
  /^ELBSecurityPolicy-\d{4}-\d\d$/,
  /^ELBSecurityPolicy-TLS-1-[012](-Ext)?-\d{4}-\d\d$/,
  /^ELBSecurityPolicy-FS(-1-[12](-Res)?)?-\d{4}-\d\d$/,
  /^ELBSecurityPolicy-TLS13-1-[0123](-Res|-Ext[012])?(-FIPS)?(-PQ)?-\d{4}-\d\d$/,
];

/** Whether AWS may have a policy with this name. */
export function isSslPolicy(name: string): boolean {
  return families.some(family => family.test(name));
}

/**
 * The TLS versions of a policy. The sandbox has no TLS before 1.2, as Node.js has none by default.
 */
export function tlsVersionsOf(policy = defaultSslPolicy): TlsVersions {
  const [, least] = /-TLS13-1-(\d)/.exec(policy) ?? [];
  if (least === undefined) return { maxVersion: 'TLSv1.2' };
  return least === '3' ? { minVersion: 'TLSv1.3' } : {};
}
