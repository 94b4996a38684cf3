import { observeSwitches } from '../census/observe';
import { valuesAt } from '../census/valuesAt';
import { provenAbsent, type Rule, whyUnknown } from '../rule';

/** PS29: buckets serve no website and have no ACL. */
export const websiteAcl: Rule = {
  id: 'PS29',
  title: 'Buckets serve no website and use no ACLs',
  severity: 'H',
  why: 'A website of S3 has a public name without TLS. An ACL can open single objects, which no policy shows.',
  fix: 'Remove the property. Serve files through the private API or the VPC endpoint of S3.',
  *check(template) {
    const buckets = template.ofType('AWS::S3::Bucket');
    const switches = [
      ...observeSwitches(template, 'PS29', {
        // Such as LogDeliveryWrite: not public, but an ACL.
        'AWS::S3::Bucket AccessControl': (_template, { id }, value) =>
          value.kind === 'scalar'
            ? {
                status: 'violated',
                severity: 'M',
                message: `${id} has the ACL ${value.text}.`,
                change: { path: 'Properties.AccessControl' },
                fix: 'Remove AccessControl. Name services and accounts in the bucket policy.',
              }
            : undefined,
      }),
    ];
    yield* switches;
    for (const bucket of buckets) {
      const path = 'OwnershipControls.Rules.ObjectOwnership';
      for (const value of valuesAt(template, bucket, path)) {
        const isEnforced =
          value.kind === 'scalar' && value.text === 'BucketOwnerEnforced';
        // Without the property, S3 enforces it since April 2023.
        if (value.kind === 'absent' || isEnforced) continue;
        yield {
          status: value.kind === 'scalar' ? 'violated' : 'unproven',
          severity: 'M',
          resource: bucket.id,
          at: value.at,
          message:
            value.kind === 'scalar'
              ? `${bucket.id} uses ACLs: its ObjectOwnership is ${value.text}.`
              : `Cannot determine whether ${
                  bucket.id
                } uses ACLs: the value ${whyUnknown(value)}.`,
          fix: 'Set ObjectOwnership to BucketOwnerEnforced.',
          change: {
            path: 'Properties.OwnershipControls.Rules',
            value: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
          },
        };
      }
    }
    if (buckets.length === 0) yield provenAbsent('bucket');
  },
};
