import { templateOf } from '../__testUtils__/runRule';
import type { Intent } from '../template/intent';
import { verifyTemplate } from '../verify';

const api = (type: string, verb = 'GET', part = 'items') => `
  Api: { Type: AWS::ApiGateway::RestApi }
  Part: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: ${part} } }
  Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Part, HttpMethod: ${verb}, AuthorizationType: ${type} } }
`;
const body = (operation: string) => `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { paths: { /items: { get: ${operation} } }, securityDefinitions: { token: { x-amazon-apigateway-authorizer: { type: token } }, key: { type: apiKey } } } } }
`;
const statusOf = (resources: string, intent: Intent) =>
  verifyTemplate({ template: templateOf(resources), intent }).rules.PS39;

it.each<[string, string, Intent, string]>([
  ['IAM', api('AWS_IAM'), { authorization: 'iam' }, 'proven'],
  ['an authorizer', api('CUSTOM'), { authorization: 'jwt' }, 'proven'],
  [
    'a user pool',
    api('COGNITO_USER_POOLS'),
    { authorization: 'jwt' },
    'proven',
  ],
  ['none that was asked for', api('NONE'), { authorization: 'none' }, 'proven'],
  [
    'an authorizer of a body',
    body('{ security: [{ token: [] }] }'),
    { authorization: 'jwt' },
    'proven',
  ],
  ['nothing stated', api('NONE'), {}, 'not-applicable'],
  [
    'health',
    api('NONE', 'GET', 'health'),
    { authorization: 'iam' },
    'not-applicable',
  ],
  [
    'OPTIONS',
    api('NONE', 'OPTIONS'),
    { authorization: 'iam' },
    'not-applicable',
  ],
  [
    'GET of the app',
    api('NONE', 'GET', 'app'),
    { authorization: 'iam', appPaths: ['/app'] },
    'not-applicable',
  ],
  ['no authorization', api('NONE'), { authorization: 'iam' }, 'violated'],
  [
    'an authorizer instead of IAM',
    api('CUSTOM'),
    { authorization: 'iam' },
    'violated',
  ],
  [
    'IAM instead of a token',
    api('AWS_IAM'),
    { authorization: 'jwt' },
    'violated',
  ],
  [
    'POST on the health path',
    api('NONE', 'POST', 'health'),
    { authorization: 'iam' },
    'violated',
  ],
  [
    'POST of the app',
    api('NONE', 'POST', 'app'),
    { authorization: 'iam', appPaths: ['/app'] },
    'violated',
  ],
  [
    'another path than the app',
    api('NONE', 'GET', 'apps'),
    { authorization: 'iam', appPaths: ['/app'] },
    'violated',
  ],
  [
    'every verb on the health path',
    api('NONE', 'ANY', 'health'),
    { authorization: 'iam' },
    'violated',
  ],
  [
    'no authorization in a branch',
    api('!If [Open, AWS_IAM, NONE]'),
    { authorization: 'iam' },
    'violated',
  ],
  [
    'an API key in a body',
    body('{ security: [{ key: [] }] }'),
    { authorization: 'jwt' },
    'violated',
  ],
  ['no security in a body', body('{}'), { authorization: 'jwt' }, 'violated'],
  [
    'a type without a value',
    api('!Ref Anything'),
    { authorization: 'iam' },
    'unproven',
  ],
])('%s', (_name, resources, intent, status) => {
  expect(statusOf(resources, intent)).toBe(status);
});

it('reads what the template states, and blocks', () => {
  const { findings } = verifyTemplate({
    template: `Metadata: { privateServerless: { authorization: iam } }\n${templateOf(
      api('NONE'),
    )}`,
  });
  expect(findings.filter(({ rule }) => rule === 'PS39')).toMatchObject([
    {
      severity: 'H',
      resource: 'Method',
      path: 'Resources.Method.Properties.AuthorizationType',
      message:
        'GET /items has authorization NONE, not the one that was asked for (iam).',
    },
  ]);
});
