import { factsWith } from '../__testUtils__/facts';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const statement = (effect: string, condition = '') =>
  `{ Effect: ${effect}, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/*'${
    condition && `, Condition: { ${condition} }`
  } }`;
const others = 'StringNotEquals: { aws:SourceVpce: !Ref Endpoint }';
const closed = `{ Statement: [${statement('Allow')}, ${statement(
  'Deny',
  others,
)}] }`;
const open = `{ Statement: ${statement('Allow')} }`;
const association = (
  source = '!Ref Endpoint',
  arn = '!GetAtt Domain.DomainNameArn',
) =>
  `Association: { Type: AWS::ApiGateway::DomainNameAccessAssociation, Properties: { AccessAssociationSourceType: VPCE, AccessAssociationSource: ${source}, DomainNameArn: ${arn} } }`;
const domain = (o: {
  types?: string;
  policy?: string;
  association?: string;
}) => `
  Endpoint: { Type: AWS::EC2::VPCEndpoint }
  Domain:
    Type: AWS::ApiGateway::DomainNameV2
    Properties:
      DomainName: orders.dev.acme.internal
      EndpointConfiguration: { Types: ${o.types ?? '[PRIVATE]'} }
      Policy: ${o.policy ?? closed}
  ${o.association ?? association()}
`;
const none = 'Other: { Type: AWS::EC2::VPC }';

ruleCases(
  'PS15',
  {
    proven: [
      ['a private domain with a policy and an association', domain({})],
      [
        '!Ref of the domain',
        domain({ association: association(undefined, '!Ref Domain') }),
      ],
      [
        '!Sub of the domain',
        domain({
          association: association(undefined, "!Sub '${Domain.DomainNameArn}'"),
        }),
      ],
      ['a type of a parameter', domain({ types: '[!Ref EndpointType]' })],
      ['an existing endpoint', domain({ association: association('vpce-1') })],
      [
        'an Allow with an endpoint',
        domain({
          policy: `{ Statement: ${statement(
            'Allow',
            'StringEquals: { aws:SourceVpce: !Ref Endpoint }',
          )} }`,
        }),
      ],
    ],
    violated: [
      ['another type', domain({ types: '[REGIONAL]' })],
      [
        'another type in a branch',
        domain({ types: '[!If [Open, EDGE, PRIVATE]]' }),
      ],
      ['no type', domain({ types: '[]' })],
      [
        'no type in a branch',
        domain({ types: '[!If [Open, PRIVATE, !Ref AWS::NoValue]]' }),
      ],
      ['no policy', domain({ policy: '!Ref AWS::NoValue' })],
      [
        'no policy in a branch',
        domain({ policy: `!If [Open, ${closed}, !Ref AWS::NoValue]` }),
      ],
      ['a policy for everyone', domain({ policy: open })],
      [
        'a policy for everyone in a branch',
        domain({ policy: `!If [Open, ${closed}, ${open}]` }),
      ],
      [
        'a policy for everyone in JSON',
        domain({
          policy: `'${JSON.stringify({
            Statement: [
              { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
            ],
          })}'`,
        }),
      ],
      [
        'a Deny for another operator',
        domain({
          policy: `{ Statement: [${statement('Allow')}, ${statement(
            'Deny',
            'StringEquals: { aws:SourceVpce: !Ref Endpoint }',
          )}] }`,
        }),
      ],
      ['no association', domain({ association: none })],
      [
        'an association of another domain of the template',
        domain({
          association: `${association(undefined, '!Ref Other')}
  Other: { Type: Custom::Domain }`,
        }),
      ],
      [
        'an association in a branch',
        domain({
          association: association(undefined, '!If [Open, !Ref Domain, x]'),
        }),
      ],
      [
        'an association of another domain only',
        domain({
          association: association(
            undefined,
            'arn:aws:apigateway:eu-central-1:111111111111:/domainnames/a+b',
          ),
        }),
      ],
      [
        'an association by the ID of the domain',
        domain({
          association: association(undefined, '!GetAtt Domain.DomainNameId'),
        }),
      ],
      [
        'an endpoint of another service',
        domain({ association: association('vpce-sqs') }),
      ],
      [
        'an endpoint of another service in the policy',
        domain({
          policy: `{ Statement: ${statement(
            'Allow',
            'StringEquals: { aws:SourceVpce: vpce-sqs }',
          )} }`,
        }),
      ],
      [
        'another spelling of the type',
        domain({ policy: open }).replace('DomainNameV2', 'domainnamev2'),
      ],
    ],
    unproven: [
      ['a type without a value', domain({ types: '[!Ref Anything]' })],
      ['a policy without a value', domain({ policy: '!Ref Anything' })],
      [
        'an endpoint without a value',
        domain({ association: association('!Ref Anything') }),
      ],
      [
        'an endpoint of another network',
        domain({ association: association('vpce-9') }),
      ],
      [
        'an endpoint of a custom resource',
        domain({
          association: `${association('!GetAtt Lookup.Id')}
  Lookup: { Type: Custom::Lookup }`,
        }),
      ],
    ],
  },
  factsWith(),
);

it('does not apply to a template without a private custom domain', () => {
  const { status } = runRule('PS15', 'Vpc: { Type: AWS::EC2::VPC }');
  expect(status).toBe('not-applicable');
});

it('blocks', () => {
  expect(runRule('PS15', domain({ policy: open })).findings).toMatchObject([
    { severity: 'H', blocking: true, resource: 'Domain' },
  ]);
});

it('is unproven with an existing endpoint that nobody has described', () => {
  const { status, findings } = runRule(
    'PS15',
    domain({ association: association('vpce-1') }),
  );
  expect(status).toBe('unproven');
  expect(findings[0].message).toMatch(/network of vpce-1/);
});
