import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const id = 'Deployment1a2b3c4d5e';
const api = (more = '', types = '[PRIVATE]') => `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { Types: ${types} }${more} } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: !Ref ${id} } }
`;
const methods = `
  Orders: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Orders } }
  Post: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Orders } }
`;
const deployment = (
  dependsOn = '[Get, Post]',
  { properties = 'RestApiId: !Ref Api', name = id } = {},
) =>
  `  ${name}: { Type: AWS::ApiGateway::Deployment, DependsOn: ${dependsOn}, Properties: { ${properties} } }\n`;
const all = (dependsOn?: string, more = {}) =>
  api() + methods + deployment(dependsOn, more);

ruleCases('PS13', {
  proven: [
    ['all methods in DependsOn', all()],
    [
      'a reference',
      all('Get', {
        properties: "RestApiId: !Ref Api, Description: !Sub '${Post} x'",
      }),
    ],
    [
      'an attribute',
      all('[Get]', {
        properties: 'RestApiId: !Ref Api, Description: !GetAtt Post.Id',
      }),
    ],
    [
      'a resource between them',
      `${all(
        'Ready',
      )}  Ready: { Type: AWS::CloudFormation::WaitConditionHandle, DependsOn: [Get, Post] }\n`,
    ],
    [
      'a definition in the API, as SAM writes it',
      api(', Body: { paths: {} }') + deployment('[]'),
    ],
    [
      'a hash of CDK',
      api().replace(
        id,
        'ApiDeployment149F12943a7b8c9d0e1f2a3b4c5d6e7f8091a2b3',
      ) +
        methods +
        deployment('[Get, Post]', {
          name: 'ApiDeployment149F12943a7b8c9d0e1f2a3b4c5d6e7f8091a2b3',
        }),
    ],
    [
      'the time of the Serverless Framework',
      api().replace(id, 'ApiGatewayDeployment1764400000000') +
        methods +
        deployment('[Get, Post]', {
          name: 'ApiGatewayDeployment1764400000000',
        }),
    ],
    [
      'a method of another API',
      `${all()}
  Other: { Type: AWS::ApiGateway::RestApi }
  Put: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Other } }`,
    ],
    [
      'an API by its attribute',
      all(undefined, { properties: 'RestApiId: !GetAtt Api.RestApiId' }),
    ],
  ],
  violated: [
    ['no dependency', all('[]')],
    ['one method only', all('[Get]')],
    ['another resource', all('[Get, Orders]')],
    [
      'a method with another spelling of the API',
      all('[Get]').replaceAll(
        'RestApiId: !Ref Api, ResourceId',
        'RestApiId: !GetAtt Api.RestApiId, ResourceId',
      ),
    ],
    [
      'a dependency in place of a hash',
      api() + methods + deployment('[Post]', { name: 'Fixed' }) + deployment(),
    ],
    [
      'endpoint types without a value',
      api('', '!Ref Anythings') + methods + deployment('[]'),
    ],
  ],
  unproven: [
    [
      'a fixed ID',
      api().replace(id, 'Deployment') +
        methods +
        deployment('[Get, Post]', { name: 'Deployment' }),
    ],
    [
      'the eight digits of each ID of CDK',
      api().replace(id, 'ApiDeployment149F1294') +
        methods +
        deployment('[Get, Post]', { name: 'ApiDeployment149F1294' }),
    ],
    [
      'a word of hexadecimal digits',
      api().replace(id, 'Apifacadedeadbeef') +
        methods +
        deployment('[Get, Post]', { name: 'Apifacadedeadbeef' }),
    ],
    [
      'a deployment of another API',
      `  ${id}: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: abc123 } }`,
    ],
    [
      'an API without a value',
      all(undefined, { properties: 'RestApiId: !Ref Anything' }),
    ],
    [
      'a method whose API has no value',
      `${all()}  Put: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Anything } }`,
    ],
    [
      'a stage of another deployment',
      'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: abc, DeploymentId: def } }',
    ],
  ],
});

it('warns about a fixed ID, and blocks for a missing method', () => {
  const severities = (dependsOn: string, name: string) =>
    runRule(
      'PS13',
      api().replace(id, name) + methods + deployment(dependsOn, { name }),
    ).findings.map(({ severity }) => severity);
  expect(severities('[Get, Post]', 'Deployment')).toEqual(['M']);
  expect(severities('[Get]', id)).toEqual(['H']);
});

it('does not apply to a public API', () => {
  for (const types of ['[REGIONAL]', '!Ref AWS::NoValue']) {
    expect(
      runRule('PS13', api('', types) + methods + deployment('[]')).status,
    ).toBe('not-applicable');
  }
});
