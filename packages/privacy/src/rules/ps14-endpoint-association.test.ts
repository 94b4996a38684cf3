import { factsWith } from '../__testUtils__/facts';
import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const api = (configuration: string) => `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: ${configuration} } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint }
`;

ruleCases(
  'PS14',
  {
    proven: [
      ['an endpoint', api('{ VpcEndpointIds: [!Ref Endpoint] }')],
      ['an endpoint by its ID', api('{ VpcEndpointIds: [vpce-1] }')],
      [
        'one certain endpoint and one conditional endpoint',
        api(
          '{ VpcEndpointIds: [vpce-1, !If [Open, vpce-2, !Ref AWS::NoValue]] }',
        ),
      ],
    ],
    violated: [
      ['no configuration', 'Api: { Type: AWS::ApiGateway::RestApi }'],
      ['no endpoints', api('{ Types: [PRIVATE] }')],
      ['an empty list', api('{ VpcEndpointIds: [] }')],
      [
        'one in a branch only',
        api('{ VpcEndpointIds: [!If [Open, vpce-1, !Ref AWS::NoValue]] }'),
      ],
      [
        'a list in a branch only',
        api('{ VpcEndpointIds: !If [Open, [vpce-1], !Ref AWS::NoValue] }'),
      ],
    ],
    unproven: [
      ['a list without a value', api('{ VpcEndpointIds: !Ref Anythings }')],
      ['an item without a value', api('{ VpcEndpointIds: [!Ref Anything] }')],
    ],
  },
  factsWith(),
);

it('warns and does not block', () => {
  expect(runRule('PS14', api('{ Types: [PRIVATE] }')).findings).toMatchObject([
    { severity: 'M', blocking: false },
  ]);
});
