import type { Value } from '@private-serverless/template';
import { referenceOf } from '../network/uses';
import type { Template } from '../template/Template';

/**
 * Issuers that everybody can get a token from, with the claims that name one customer of theirs.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html,
 * reference_policies_iam-condition-keys.html (OIDC federation), and the documentation of the issuers
 */
export const sharedIssuers: Array<[RegExp, RegExp]> = [
  [
    /^token\.actions\.githubusercontent\.com$/,
    /:(sub|repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id|job_workflow_ref)$/,
  ],
  [
    /^gitlab\.com$/,
    /:(sub|namespace_id|namespace_path|project_id|project_path)$/,
  ],
  [
    /^(vstoken|oidc-configuration\.audit-log)\.(actions\.)?githubusercontent\.com$/,
    /:sub$/,
  ],
  [/^app\.terraform\.io$/, /:sub$/],
  [/^agent\.buildkite\.com$/, /:sub$/],
  [
    /^(identity\.depot\.dev|oidc\.codefresh\.io|proidc\.upbound\.io|scalr\.io|studio\.datachain\.ai\/api|tokens\.cloud\.shisho\.dev)$/,
    /:sub$/,
  ],
  [/^(api\.pulumi\.com\/oidc|sandboxes\.cloud)$/, /:(aud|sub)$/],
  [/^oidc\.vercel\.com$/, /:sub$/],
  [/^appleid\.apple\.com$/, /:(aud|sub)$/],
  [/^accounts\.google\.com$/, /:(aud|oaud|sub)$/],
  [/^cognito-identity\.amazonaws\.com$/, /:aud$/],
  [/^(www\.amazon|graph\.facebook)\.com$/, /:app_id$/],
];

/** The host of an issuer, `saml`, or undefined if it is not known. */
export function issuerOf(
  template: Template,
  provider: Value,
): string | undefined {
  const resource = template.resource(referenceOf(provider).id ?? '');
  const type = resource?.lowerType;
  if (type === 'aws::iam::samlprovider') return 'saml';
  if (resource && type === 'aws::iam::oidcprovider') {
    const urls = template.property(resource, 'Url');
    return urls.length === 1 && urls[0].kind === 'scalar'
      ? urls[0].text
          .toLowerCase()
          .replace(/^https:\/\//, '')
          .replace(/\/$/, '')
      : undefined;
  }
  if (provider.kind !== 'scalar') return undefined;
  if (/:saml-provider\//.test(provider.text)) return 'saml';
  return provider.text.toLowerCase().replace(/^arn:.*:oidc-provider\//, '');
}
