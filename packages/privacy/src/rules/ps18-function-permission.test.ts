import { ruleCases } from '../__testUtils__/ruleCases';

const permission = (properties: string) => `
  Permission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, ${properties} } }
  Api: { Type: AWS::ApiGateway::RestApi }
  Bucket: { Type: AWS::S3::Bucket }
`;
const service = (source: string) =>
  permission(`Principal: apigateway.amazonaws.com, ${source}`);
/** A resource policy of a function, as a map or, as in the specification, a JSON string. */
const policy = (principal: string, tests = '') =>
  `Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: x, PolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'lambda:InvokeFunction', Resource: x${
    tests && `, Condition: { ${tests} }`
  } }] } } }`;

ruleCases('PS18', {
  proven: [
    [
      'a policy for an API',
      policy(
        '{ Service: apigateway.amazonaws.com }',
        "ArnLike: { aws:SourceArn: !Sub 'arn:aws:execute-api:eu-central-1:${AWS::AccountId}:a/*' }",
      ),
    ],
    [
      'a policy for load balancers of the account',
      policy('{ Service: elasticloadbalancing.amazonaws.com }'),
    ],
    [
      'a policy for a role',
      policy('{ AWS: arn:aws:iam::111111111111:role/a }'),
    ],
    [
      'an API',
      service(
        "SourceArn: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*'",
      ),
    ],
    [
      'any API of this account',
      service(
        "SourceArn: !Sub 'arn:aws:execute-api:eu-central-1:${AWS::AccountId}:*'",
      ),
    ],
    [
      'a target group by its name',
      permission(
        "Principal: elasticloadbalancing.amazonaws.com, SourceArn: 'arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/orders/*'",
      ),
    ],
    [
      'a bucket',
      permission('Principal: s3.amazonaws.com, SourceArn: !GetAtt Bucket.Arn'),
    ],
    [
      'a bucket by its ARN',
      permission("Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::acme'"),
    ],
    ['an account', service('SourceAccount: !Ref AWS::AccountId')],
    [
      'a load balancer, which calls functions of its own account only',
      permission('Principal: elasticloadbalancing.amazonaws.com'),
    ],
    [
      'everyone of an organization',
      permission("Principal: '*', PrincipalOrgID: o-1234567890"),
    ],
    [
      'a layer for an organization',
      "Layer: { Type: AWS::Lambda::LayerVersionPermission, Properties: { Principal: '*', OrganizationId: o-1234567890 } }",
    ],
    [
      'a skill',
      permission(
        'Principal: alexa-appkit.amazon.com, EventSourceToken: amzn1.ask.skill.1',
      ),
    ],
    [
      'a principal that is the value of a parameter resource',
      `${permission('Principal: !GetAtt Name.Value')}
  Name: { Type: AWS::SSM::Parameter, Properties: { Value: '111111111111' } }`,
    ],
    ['a principal that is an account', permission("Principal: '111111111111'")],
    [
      'a principal that is a role',
      permission('Principal: arn:aws:iam::111111111111:role/x'),
    ],
  ],
  violated: [
    [
      'a distribution of CloudFront, which is public',
      permission(
        "Principal: cloudfront.amazonaws.com, SourceArn: 'arn:aws:cloudfront::111111111111:distribution/E1'",
      ),
    ],
    [
      'a distribution in a policy',
      policy(
        '{ Service: cloudfront.amazonaws.com }',
        "ArnLike: { aws:SourceArn: 'arn:aws:cloudfront::111111111111:distribution/E1' }",
      ),
    ],
    ['a policy for everyone', policy("'*'")],
    [
      'a policy for every skill of Alexa',
      policy(
        '{ Service: alexa-appkit.amazon.com }',
        "StringLike: { lambda:EventSourceToken: 'amzn1.ask.skill.*' }",
      ),
    ],
    [
      'a policy as JSON for everyone',
      `Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { PolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"x"}]}' } }`,
    ],
    [
      'a policy for a service without a source',
      policy('{ Service: apigateway.amazonaws.com }'),
    ],
    [
      'a policy for APIs of any account',
      policy(
        '{ Service: apigateway.amazonaws.com }',
        "ArnLike: { aws:SourceArn: 'arn:aws:execute-api:*:*:*' }",
      ),
    ],
    [
      'a policy for every skill',
      policy('{ Service: alexa-appkit.amazon.com }'),
    ],
    ['everyone', permission("Principal: '*'")],
    [
      'everyone of a source',
      permission("Principal: '*', SourceArn: arn:aws:s3:::acme"),
    ],
    [
      'a service without a source',
      permission('Principal: apigateway.amazonaws.com'),
    ],
    [
      'a service by a pseudo parameter',
      permission("Principal: !Sub 'apigateway.${AWS::URLSuffix}'"),
    ],
    ['everything', service("SourceArn: '*'")],
    [
      'any API of any account',
      service("SourceArn: 'arn:aws:execute-api:*:*:*'"),
    ],
    [
      'any API of any account here',
      service(
        "SourceArn: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:*:*/*'",
      ),
    ],
    [
      'any bucket',
      permission("Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::*'"),
    ],
    [
      'a bucket by the start of its name, which everybody can choose',
      permission(
        "Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::acme-*'",
      ),
    ],
    [
      'a rule of this name in any account',
      permission(
        "Principal: events.amazonaws.com, SourceArn: 'arn:aws:events:*:*:rule/nightly'",
      ),
    ],
    [
      'a topic of this name in any account',
      permission(
        "Principal: sns.amazonaws.com, SourceArn: 'arn:aws:sns:eu-central-1:*:alerts'",
      ),
    ],
    ['every skill', permission('Principal: alexa-connectedhome.amazon.com')],
    [
      'everyone of an organization in a branch only',
      permission(
        "Principal: '*', PrincipalOrgID: !If [Open, o-1234567890, !Ref AWS::NoValue]",
      ),
    ],
    [
      'everyone by the value of a parameter resource',
      `${permission('Principal: !GetAtt Name.Value')}
  Name: { Type: AWS::SSM::Parameter, Properties: { Value: '*' } }`,
    ],
    [
      'a source in a branch only',
      service('SourceArn: !If [Open, arn:aws:s3:::acme, !Ref AWS::NoValue]'),
    ],
    [
      'an account in a branch only',
      service("SourceAccount: !If [Open, '111111111111', !Ref AWS::NoValue]"),
    ],
    ['a value of a parameter', permission('Principal: !Ref Wild')],
    [
      'a layer for everyone',
      "Layer: { Type: AWS::Lambda::LayerVersionPermission, Properties: { Principal: '*' } }",
    ],
  ],
  unproven: [
    [
      'a policy without a value',
      'Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { PolicyDocument: !Ref Anything } }',
    ],
    ['a principal without a value', permission('Principal: !Ref Anything')],
    [
      'a principal that a custom resource returns',
      `${permission('Principal: !GetAtt Lookup.Principal')}
  Lookup: { Type: Custom::Lookup }`,
    ],
    ['no principal', permission('FunctionName: x')],
    ['a source without a value', service('SourceArn: !Ref Anything')],
  ],
});
