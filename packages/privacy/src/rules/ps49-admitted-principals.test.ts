import { type Case, ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const one = (type: string, properties = '{}') =>
  `Thing: { Type: ${type}, Properties: ${properties} }`;
const statement = (principal: string, condition = '', more = '') =>
  `{ Effect: Allow, Principal: ${principal}, Action: '*', Resource: '*'${
    condition && `, Condition: ${condition}`
  }${more} }`;
const trust = (principal: string, condition = '') =>
  one(
    'AWS::IAM::Role',
    `{ AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'sts:AssumeRole'${
      condition && `, Condition: ${condition}`
    } }] } }`,
  );
const bucket = (text: string) =>
  one('AWS::S3::BucketPolicy', `{ PolicyDocument: { Statement: [${text}] } }`);
/** Types with a policy, as properties around the policy. */
const holders: Array<[string, (policy: string) => string]> = [
  ['AWS::S3::BucketPolicy', policy => `{ PolicyDocument: ${policy} }`],
  ['AWS::ECR::Repository', policy => `{ RepositoryPolicyText: ${policy} }`],
  ['AWS::Events::EventBus', policy => `{ Policy: ${policy} }`],
  [
    'AWS::OpenSearchService::Domain',
    policy => `{ AccessPolicies: ${policy}, VPCOptions: {} }`,
  ],
  ['AWS::Backup::BackupVault', policy => `{ AccessPolicy: ${policy} }`],
  ['AWS::Logs::ResourcePolicy', policy => `{ PolicyDocument: ${policy} }`],
  [
    'AWS::DynamoDB::Table',
    policy => `{ ResourcePolicy: { PolicyDocument: ${policy} } }`,
  ],
  [
    'AWS::DynamoDB::GlobalTable',
    policy =>
      `{ Replicas: [{ Region: a }, { ResourcePolicy: { PolicyDocument: ${policy} } }] }`,
  ],
  ['AWS::Kinesis::ResourcePolicy', policy => `{ ResourcePolicy: ${policy} }`],
  ['aws::efs::filesystem', policy => `{ FileSystemPolicy: ${policy} }`],
];
const everywhere = (name: string, text: string): Case[] =>
  holders.map(([type, around]) => [
    `${name}: ${type}`,
    one(type, around(`{ Statement: [${text}] }`)),
  ]);
const github = (tests: string) =>
  trust(
    "{ Federated: !Sub 'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com' }",
    tests,
  );
const bus = (properties: string) =>
  one('AWS::Events::EventBusPolicy', `{ StatementId: a, ${properties} }`);
const sub = 'token.actions.githubusercontent.com:sub';

ruleCases('PS49', {
  proven: [
    ['no such resource', 'Vpc: { Type: AWS::EC2::VPC }'],
    ...everywhere(
      'an account',
      statement("{ AWS: 'arn:aws:iam::111111111111:root' }"),
    ),
    ...everywhere(
      'a service with its source',
      statement(
        '{ Service: s3.amazonaws.com }',
        '{ StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }',
      ),
    ),
    ['a role of Lambda', trust('{ Service: lambda.amazonaws.com }')],
    [
      'a role of API Gateway',
      trust("{ Service: [apigateway.amazonaws.com, 'ec2.amazonaws.com'] }"),
    ],
    ['a role of an account', trust("{ AWS: '111111111111' }")],
    [
      'a role of an organization',
      trust(
        "{ AWS: '*' }",
        '{ StringEquals: { aws:PrincipalOrgID: o-1234567890 } }',
      ),
    ],
    [
      'a role of repositories',
      github(`{ StringLike: { '${sub}': 'repo:acme/*' } }`),
    ],
    [
      'a role of immutable repositories',
      github(
        `{ StringLike: { '${sub}': ['repo:acme@123/orders@*:ref:refs/heads/main', 'repo:acme@*/x@*'] } }`,
      ),
    ],
    [
      'a role of a workflow',
      github(
        "{ StringLike: { 'token.actions.githubusercontent.com:job_workflow_ref': 'acme/deploy/.github/workflows/*@refs/heads/main' } }",
      ),
    ],
    [
      'a role of one repository',
      github(`{ StringEquals: { '${sub}': !Ref Anything } }`),
    ],
    [
      'a role of an identity pool',
      trust(
        '{ Federated: cognito-identity.amazonaws.com }',
        "{ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': authenticated } }",
      ),
    ],
    [
      'a role of a SAML provider',
      trust("{ Federated: 'arn:aws:iam::111111111111:saml-provider/acme' }"),
    ],
    [
      'a role of service accounts',
      trust(
        "{ Federated: 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC' }",
        "{ StringEquals: { 'oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:a:b' } }",
      ),
    ],
    [
      'the accounts of one cluster',
      trust(
        "{ Federated: 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC' }",
        "{ StringEquals: { 'oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud': sts.amazonaws.com } }",
      ),
    ],
    [
      'an organization in the audience of Pulumi',
      trust(
        "{ Federated: 'arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc' }",
        "{ StringEquals: { 'api.pulumi.com/oidc:aud': acme } }",
      ),
    ],
    [
      'a load balancer that writes its own logs',
      bucket(
        "{ Effect: Allow, Principal: { Service: logdelivery.elasticloadbalancing.amazonaws.com }, Action: s3:PutObject, Resource: !Sub 'arn:aws:s3:::logs/AWSLogs/${AWS::AccountId}/*' }",
      ),
    ],
    [
      'a delivery that checks the bucket',
      bucket(
        '{ Effect: Allow, Principal: { Service: delivery.logs.amazonaws.com }, Action: s3:GetBucketAcl, Resource: arn:aws:s3:::logs }',
      ),
    ],
    [
      'everybody, and a Deny for all others but services of AWS',
      bucket(
        `${statement(
          "'*'",
        )}, { Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: { StringNotEqualsIfExists: { aws:PrincipalOrgID: o-1 }, BoolIfExists: { aws:PrincipalIsAWSService: 'false' } } }`,
      ),
    ],
    [
      'the account of the resource',
      bucket(
        statement(
          "'*'",
          "{ StringEquals: { aws:PrincipalAccount: '${aws:ResourceAccount}' } }",
        ),
      ),
    ],
    [
      'a user of an account by a variable',
      bucket(
        statement(
          "'*'",
          "{ ArnLike: { aws:PrincipalArn: 'arn:aws:iam::111111111111:user/${aws:username}' } }",
        ),
      ),
    ],
    [
      'access points of an account',
      bucket(
        statement(
          "'*'",
          "{ StringEquals: { s3:DataAccessPointAccount: '111111111111' } }",
        ),
      ),
    ],
    [
      'mount targets',
      one(
        'AWS::EFS::FileSystem',
        `{ FileSystemPolicy: { Statement: [${statement(
          "{ AWS: '*' }",
          "{ Bool: { elasticfilesystem:AccessedViaMountTarget: 'true' } }",
        )}] } }`,
      ),
    ],
    [
      'an account of a bus',
      bus("Principal: '111111111111', Action: events:PutEvents"),
    ],
    [
      'an organization of a bus',
      bus(
        "Principal: '*', Action: events:PutEvents, Condition: { Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1 }",
      ),
    ],
    [
      'a statement of a bus',
      bus(`Statement: ${statement("{ AWS: '111111111111' }")}`),
    ],
    [
      'principals of an endpoint service',
      one(
        'AWS::EC2::VPCEndpointServicePermissions',
        "{ AllowedPrincipals: ['arn:aws:iam::111111111111:root'] }",
      ),
    ],
    [
      'an image for accounts',
      one(
        'AWS::ImageBuilder::DistributionConfiguration',
        "{ Distributions: [{ AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: ['111111111111'] } } }] }",
      ),
    ],
    ['a repository without a policy', `Role: { Type: AWS::ECR::Repository }`],
  ],
  violated: [
    ...['Service', 'Federated', 'CanonicalUser'].map(
      (kind): Case => [
        `everybody, and a Deny for every ${kind}`,
        bucket(
          `${statement(
            "'*'",
          )}, { Effect: Deny, Principal: { ${kind}: '*' }, Action: '*', Resource: '*' }`,
        ),
      ],
    ),
    ...[
      "{ StringEquals: { aws:PrincipalOrgID: '${aws:PrincipalTag/org}' } }",
      "{ StringEquals: { aws:PrincipalOrgID: '${aws:PrincipalTag/a:b}' } }",
      "{ StringEquals: { aws:PrincipalAccount: '${ aws:RequestTag/account }' } }",
      "{ ArnEquals: { aws:PrincipalArn: 'arn:aws:iam::${aws:PrincipalAccount}:role/x' } }",
      '{ StringEquals: { aws:PrincipalAccount: !Sub "${!aws:PrincipalTag/account}" } }',
    ].map(
      (condition): Case => [
        `a variable that a stranger sets: ${condition}`,
        bucket(statement("'*'", condition)),
      ],
    ),
    ...everywhere('everybody', statement("'*'")),
    ...everywhere(
      'a service without a source',
      statement('{ Service: events.amazonaws.com }'),
    ),
    ['a role of everybody', trust("{ AWS: '*' }")],
    [
      'a role of everybody with an external ID',
      trust("'*'", '{ StringEquals: { sts:ExternalId: a } }'),
    ],
    [
      'a role of everybody on GitHub',
      github(
        "{ StringEquals: { 'token.actions.githubusercontent.com:aud': sts.amazonaws.com } }",
      ),
    ],
    [
      'a role of any workflow of this name',
      github(
        "{ StringLike: { 'token.actions.githubusercontent.com:job_workflow_ref': '*/deploy/.github/workflows/*' } }",
      ),
    ],
    [
      'a role of an owner with this end',
      github(`{ StringLike: { '${sub}': 'repo:*acme/orders:*' } }`),
    ],
    [
      'a role of everybody by another spelling of the provider',
      trust(
        "{ Federated: 'arn:aws:iam::111111111111:oidc-provider/Token.Actions.GitHubUserContent.com' }",
      ),
    ],
    [
      'a role of any repository',
      github(`{ StringLike: { '${sub}': 'repo:*' } }`),
    ],
    [
      'a role of organizations with this start',
      github(`{ StringLike: { '${sub}': 'repo:acme*' } }`),
    ],
    ['a role without a condition', github('{}')],
    [
      'a role if the claim exists',
      github(`{ StringLikeIfExists: { '${sub}': 'repo:acme/*' } }`),
    ],
    [
      'a role of a provider of the template',
      `
  ${trust('{ Federated: !Ref Provider }')}
  Provider: { Type: AWS::IAM::OIDCProvider, Properties: { Url: 'https://token.actions.githubusercontent.com' } }`,
    ],
    [
      'a role of every identity pool',
      trust('{ Federated: cognito-identity.amazonaws.com }'),
    ],
    [
      'a role of guests',
      trust(
        '{ Federated: cognito-identity.amazonaws.com }',
        "{ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': unauthenticated } }",
      ),
    ],
    [
      'services for everybody',
      bucket(
        statement("'*'", "{ Bool: { aws:PrincipalIsAWSService: 'true' } }"),
      ),
    ],
    [
      'a service by a pseudo parameter',
      bucket(
        statement("{ Service: !Sub 'logs.${AWS::Region}.${AWS::URLSuffix}' }"),
      ),
    ],
    [
      'one distribution of CloudFront',
      bucket(
        statement(
          '{ Service: cloudfront.amazonaws.com }',
          "{ StringEquals: { aws:SourceArn: 'arn:aws:cloudfront::111111111111:distribution/E1' } }",
        ),
      ),
    ],
    ...[
      statement(
        "{ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' }",
      ),
      statement(
        "{ AWS: !Join ['', ['arn:', !Ref AWS::Partition, ':iam::cloudfront:user/CloudFront Origin Access Identity ', !Ref Oai]] }",
      ),
      statement('{ CanonicalUser: !GetAtt Oai.S3CanonicalUserId }'),
      statement(
        "'*'",
        "{ StringEquals: { aws:SourceArn: 'arn:aws:cloudfront::111111111111:distribution/E1' } }",
      ),
      statement(
        "'*'",
        "{ StringEquals: { aws:PrincipalServiceName: cloudfront.amazonaws.com, aws:SourceAccount: '111111111111' } }",
      ),
      `${statement(
        "'*'",
      )}, { Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: { StringNotLike: { aws:SourceArn: 'arn:aws:cloudfront::111111111111:distribution/*' } } }`,
    ].map(
      (text): Case => [
        `a distribution of CloudFront: ${text}`,
        `
  Oai: { Type: AWS::CloudFront::CloudFrontOriginAccessIdentity }
  ${bucket(text)}`,
      ],
    ),
    [
      'a distribution of CloudFront at an access point',
      one(
        'AWS::S3::AccessPoint',
        `{ Policy: { Statement: [${statement(
          '{ Service: cloudfront.amazonaws.com }',
        )}] } }`,
      ),
    ],
    [
      'pull requests of everybody',
      one(
        'AWS::CodeBuild::Project',
        '{ Triggers: { Webhook: true, PullRequestBuildPolicy: { RequiresCommentApproval: DISABLED } } }',
      ),
    ],
    ...['identity.depot.dev', 'oidc.codefresh.io', 'proidc.upbound.io'].map(
      (issuer): Case => [
        `every customer of ${issuer}`,
        trust(
          `{ Federated: 'arn:aws:iam::111111111111:oidc-provider/${issuer}' }`,
          `{ StringEquals: { '${issuer}:aud': sts.amazonaws.com } }`,
        ),
      ],
    ),
    [
      'a service for any resource',
      bucket(
        statement(
          '{ Service: cloudtrail.amazonaws.com }',
          "{ ArnLike: { aws:SourceArn: 'arn:aws:cloudtrail:*:*:trail/*' } }",
        ),
      ),
    ],
    ['everybody on a bus', bus("Principal: '*', Action: events:PutEvents")],
    [
      'everybody in a statement of a bus',
      bus(`Statement: ${statement("'*'")}`),
    ],
    [
      'everybody in JSON of a bus',
      bus(
        `Statement: '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}'`,
      ),
    ],
    [
      'everybody for an endpoint service',
      one(
        'AWS::EC2::VPCEndpointServicePermissions',
        "{ AllowedPrincipals: ['arn:aws:iam::111111111111:root', '*'] }",
      ),
    ],
    [
      'an image for all',
      one(
        'AWS::ImageBuilder::DistributionConfiguration',
        '{ Distributions: [{ AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserGroups: [all] } } }] }',
      ),
    ],
    [
      'a network of VPC Lattice without authorization',
      one('AWS::VpcLattice::ServiceNetwork', '{ AuthType: NONE }'),
    ],
  ],
  unproven: [
    [
      'a canonical user that may be of CloudFront',
      bucket(statement('{ CanonicalUser: 79a59df900b949e55d96a1e698fbaced }')),
    ],
    [
      'the audience that every customer of an issuer may ask for',
      trust(
        "{ Federated: 'arn:aws:iam::111111111111:oidc-provider/tokens.example.com' }",
        '{ StringEquals: { tokens.example.com:aud: sts.amazonaws.com } }',
      ),
    ],
    [
      'a misspelled element',
      bucket("{ Efect: Deny, Principals: '*', Action: '*', Resource: '*' }"),
    ],
    [
      'a misspelled condition',
      bucket(statement("{ AWS: '1' }", '', ', Conditions: {}')),
    ],
    ['a principal without a value', trust('{ AWS: !Ref Anything }')],
    [
      'a policy without a value',
      one('AWS::ECR::Repository', '{ RepositoryPolicyText: !Ref Anything }'),
    ],
    [
      'repositories without a value',
      github(`{ StringLike: { '${sub}': !Sub 'repo:\${Anything}:*' } }`),
    ],
    ['a provider that is not known', trust('{ Federated: !Ref Anything }')],
    [
      'principals without a value',
      one(
        'AWS::EC2::VPCEndpointServicePermissions',
        '{ AllowedPrincipals: !Ref Anythings }',
      ),
    ],
    [
      'an organization of a bus without a value',
      bus(
        "Principal: '*', Condition: { Type: StringEquals, Key: aws:PrincipalOrgID, Value: !Ref Anything }",
      ),
    ],
    [
      'a table of another one',
      one('AWS::DynamoDB::GlobalTable', '{ GlobalTableSourceArn: arn }'),
    ],
  ],
});

it('warns of everybody where only a network can be reached, and blocks others', () => {
  const severity = (vpc: string) =>
    runRule(
      'PS49',
      one(
        'AWS::OpenSearchService::Domain',
        `{ AccessPolicies: { Statement: [${statement(
          "{ AWS: '*' }",
        )}] }${vpc} }`,
      ),
    ).findings.map(finding => finding.severity);
  expect(severity('')).toEqual(['H']);
  expect(severity(', VPCOptions: { SubnetIds: [subnet-1] }')).toEqual(['M']);
});

it('says that a condition does not keep strangers out', () => {
  const message = (condition: string) =>
    runRule('PS49', bucket(statement("'*'", condition))).findings[0].message;
  expect(message('')).toBe(
    'Thing: A statement allows everyone to use the resource.',
  );
  expect(message("{ Bool: { aws:SecureTransport: 'true' } }")).toBe(
    'Thing: A statement allows everyone to use the resource: also strangers can meet its condition.',
  );
});
