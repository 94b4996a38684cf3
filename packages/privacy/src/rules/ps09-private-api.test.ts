import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const api = (properties: string) => `
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: ${properties}
`;
const types = (list: string) =>
  api(`{ EndpointConfiguration: { Types: ${list} } }`);

ruleCases('PS09', {
  proven: [
    ['PRIVATE', types('[PRIVATE]')],
    ['PRIVATE without a list', types('PRIVATE')],
    ['a parameter', types('[!Ref EndpointType]')],
    ['a branch that is known', types('[!If [NotProd, PRIVATE, REGIONAL]]')],
    ['a mapping', types('[!FindInMap [ByStage, !Ref Stage, Type]]')],
    [
      'an import that sets PRIVATE',
      api(
        '{ EndpointConfiguration: { Types: [PRIVATE] }, Parameters: { endpointConfigurationTypes: PRIVATE } }',
      ),
    ],
  ],
  violated: [
    ['no properties', 'Api: { Type: AWS::ApiGateway::RestApi }'],
    ['no endpoint configuration', api('{ Name: x }')],
    [
      'no types',
      api('{ EndpointConfiguration: { VpcEndpointIds: [vpce-1] } }'),
    ],
    ['an empty list', types('[]')],
    ['REGIONAL', types('[REGIONAL]')],
    ['EDGE', types('[EDGE]')],
    ['PRIVATE and REGIONAL', types('[PRIVATE, REGIONAL]')],
    ['another spelling', types('[private]')],
    [
      'a value of a parameter',
      types('[!Ref EndpointType]'),
      { EndpointType: 'REGIONAL' },
    ],
    ['one branch', types('[!If [Open, PRIVATE, REGIONAL]]')],
    [
      'a branch without types',
      api(
        '{ EndpointConfiguration: !If [Open, { Types: [PRIVATE] }, !Ref AWS::NoValue] }',
      ),
    ],
    [
      'a branch that empties the list',
      types('[!If [Open, PRIVATE, !Ref AWS::NoValue]]'),
    ],
    ['a list in a branch', types('!If [Open, [PRIVATE], [EDGE]]')],
    [
      'a value that decides a mapping',
      types('[!FindInMap [ByStage, !Ref Stage, Type]]'),
      { Stage: 'prod' },
    ],
    [
      'an import that sets REGIONAL',
      api(
        '{ EndpointConfiguration: { Types: [PRIVATE] }, Parameters: { endpointConfigurationTypes: REGIONAL } }',
      ),
    ],
  ],
  unproven: [
    ['a parameter without a value', types('[!Ref Anything]')],
    ['a list without a value', types('!Ref Anythings')],
    [
      'a configuration from a macro',
      api('{ EndpointConfiguration: { Fn::Transform: { Name: Acme } } }'),
    ],
    [
      'an import whose type is unknown',
      api(
        '{ EndpointConfiguration: { Types: [PRIVATE] }, Parameters: { endpointConfigurationTypes: !Ref Anything } }',
      ),
    ],
  ],
});

it('does not apply without a REST API', () => {
  expect(runRule('PS09', 'Vpc: { Type: AWS::EC2::VPC }').status).toBe(
    'not-applicable',
  );
});
