import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const bucket = (properties: string) =>
  `Data: { Type: AWS::S3::Bucket, Properties: { ${properties} } }`;
const ownership = (value: string) =>
  bucket(`OwnershipControls: { Rules: [{ ObjectOwnership: ${value} }] }`);

ruleCases('PS29', {
  proven: [
    ['no bucket', 'Vpc: { Type: AWS::EC2::VPC }'],
    ['a bucket', bucket('BucketName: acme')],
    ['the private ACL', bucket('AccessControl: Private')],
    ['the owner of the bucket', ownership('BucketOwnerEnforced')],
    [
      'a website that the parameters exclude',
      bucket(
        'WebsiteConfiguration: !If [Prod, { IndexDocument: a }, !Ref AWS::NoValue]',
      ),
    ],
  ],
  violated: [
    [
      'a website',
      bucket('WebsiteConfiguration: { IndexDocument: index.html }'),
    ],
    [
      'a website in a branch',
      bucket(
        'WebsiteConfiguration: !If [Open, { IndexDocument: a }, !Ref AWS::NoValue]',
      ),
    ],
    ...[
      'PublicRead',
      'PublicReadWrite',
      'AuthenticatedRead',
      'LogDeliveryWrite',
    ].map((acl): Case => [acl, bucket(`AccessControl: ${acl}`)]),
    ['ACLs of writers', ownership('ObjectWriter')],
    [
      'ACLs of writers, preferably of the owner',
      ownership('BucketOwnerPreferred'),
    ],
  ],
  unproven: [
    ['an ACL without a value', bucket('AccessControl: !Ref Anything')],
    ['an ownership without a value', ownership('!Ref Anything')],
    [
      'a website without a value',
      bucket('WebsiteConfiguration: !Ref Anything'),
    ],
  ],
});
