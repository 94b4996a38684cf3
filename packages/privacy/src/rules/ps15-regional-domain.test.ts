import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const api = (types = '[PRIVATE]') =>
  `Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { Types: ${types} } } }`;
const balancer =
  'Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }';
const mapping = (id: string, base = '', domain = '!Ref Domain') =>
  `Mapping${base}: { Type: AWS::ApiGateway::BasePathMapping, Properties: { DomainName: ${domain}, RestApiId: ${id}, BasePath: '${base}' } }`;
const domain = (o: {
  properties?: string;
  api?: string;
  front?: string;
  mapping?: string;
}) => `
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: { DomainName: orders.dev.acme.internal, ${
      o.properties ?? 'EndpointConfiguration: { Types: [REGIONAL] }'
    } }
  ${o.api ?? api()}
  ${o.front ?? balancer}
  ${o.mapping ?? mapping('!Ref Api')}
`;
const none = 'Other: { Type: AWS::EC2::VPC }';

ruleCases('PS15', {
  proven: [
    ['a regional domain that maps a private API', domain({})],
    [
      'the ID of the API',
      domain({ mapping: mapping('!GetAtt Api.RestApiId') }),
    ],
    ['without a mapping', domain({ mapping: none })],
    [
      'a routing mode without rules',
      domain({
        properties:
          'EndpointConfiguration: { Types: [REGIONAL] }, RoutingMode: BASE_PATH_MAPPING_ONLY',
      }),
    ],
  ],
  violated: [
    [
      'an edge-optimized domain',
      domain({ properties: 'EndpointConfiguration: { Types: [EDGE] }' }),
    ],
    [
      'a private domain of the older type, as the CDK synthesizes it',
      domain({ properties: 'EndpointConfiguration: { Types: [PRIVATE] }' }),
    ],
    ['no endpoint type', domain({ properties: 'SecurityPolicy: TLS_1_2' })],
    [
      'an empty list of types',
      domain({ properties: 'EndpointConfiguration: { Types: [] }' }),
    ],
    [
      'both types',
      domain({
        properties: 'EndpointConfiguration: { Types: [REGIONAL, EDGE] }',
      }),
    ],
    [
      'edge-optimized in a branch',
      domain({
        properties:
          'EndpointConfiguration: { Types: [!If [Open, EDGE, REGIONAL]] }',
      }),
    ],
    [
      'no type in a branch',
      domain({
        properties:
          'EndpointConfiguration: { Types: [!If [Open, REGIONAL, !Ref AWS::NoValue]] }',
      }),
    ],
    ['a mapping of a regional API', domain({ api: api('[REGIONAL]') })],
    [
      'a mapping of an API that is regional in a branch',
      domain({ api: api('[!If [Open, REGIONAL, PRIVATE]]') }),
    ],
    [
      'a second mapping of a public API',
      domain({
        api: `${api()}\n  Public: { Type: AWS::ApiGateway::RestApi }`,
        mapping: `${mapping('!Ref Api')}\n  ${mapping('!Ref Public', 'v2')}`,
      }),
    ],
    [
      'a mapping of an HTTP API',
      domain({
        mapping:
          'Mapping: { Type: AWS::ApiGatewayV2::ApiMapping, Properties: { DomainName: !Ref Domain, ApiId: a1b2c3d4e5, Stage: live } }',
      }),
    ],
    [
      'routing rules',
      domain({
        properties:
          'EndpointConfiguration: { Types: [REGIONAL] }, RoutingMode: ROUTING_RULE_ONLY',
      }),
    ],
  ],
  unproven: [
    ['no load balancer', domain({ front: none })],
    ['an API outside the template', domain({ mapping: mapping('a1b2c3d4e5') })],
    ['an API of a parameter', domain({ mapping: mapping('!Ref Anything') })],
    [
      'an API outside the template on a domain by its name',
      domain({
        mapping: mapping('a1b2c3d4e5', '', 'orders.dev.acme.internal'),
      }),
    ],
    [
      'a type without a value',
      domain({
        properties: 'EndpointConfiguration: { Types: [!Ref Anything] }',
      }),
    ],
  ],
});

it('advises the type that private domains have', () => {
  const { findings } = runRule(
    'PS15',
    domain({ properties: 'EndpointConfiguration: { Types: [PRIVATE] }' }),
  );
  expect(findings[0]).toMatchObject({
    message: expect.stringContaining('AWS::ApiGateway::DomainNameV2'),
    fix: expect.stringMatching(/^Use AWS::ApiGateway::DomainNameV2/),
  });
});
