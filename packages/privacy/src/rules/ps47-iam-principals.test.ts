import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const parts = (statements: string, type = 'AWS_IAM') => `
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: { Policy: { Statement: [${statements}] } }
  Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items } }
  Item: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: '{id}' } }
  Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Item, HttpMethod: GET, AuthorizationType: ${type} } }
`;
const allow = (principal: string, resource = 'execute-api:/*', more = '') =>
  `{ Effect: Allow, Principal: ${principal}, Action: execute-api:Invoke, Resource: ${resource}${more} }`;
const root = '{ AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }';
const body = (operation: string, more = '') => `
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Policy: { Statement: [${allow("'*'")}] }
      Body: { paths: { /items: { get: ${operation} } }, ${more} }
`;

ruleCases('PS47', {
  proven: [
    ['an account', parts(allow(root))],
    ['a role', parts(allow('{ AWS: arn:aws:iam::111111111111:role/caller }'))],
    [
      'a Deny for everybody',
      parts(
        `{ Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: execute-api:/* }, ${allow(
          root,
        )}`,
      ),
    ],
    [
      'everybody for another path',
      parts(`${allow(root)}, ${allow("'*'", 'execute-api:/*/GET/health')}`),
    ],
    [
      'everybody for another verb',
      parts(`${allow(root)}, ${allow("'*'", "'execute-api:/*/OPTIONS/*'")}`),
    ],
    [
      'everybody with the ARN of a role',
      parts(
        allow(
          "'*'",
          'execute-api:/*',
          ', Condition: { ArnEquals: { aws:PrincipalArn: arn:aws:iam::111111111111:role/caller } }',
        ),
      ),
    ],
  ],
  violated: [
    ['everybody', parts(allow("'*'"))],
    ['everybody as an AWS principal', parts(allow("{ AWS: '*' }"))],
    [
      'everybody in a list',
      parts(allow("{ AWS: ['arn:aws:iam::111111111111:root', '*'] }")),
    ],
    [
      'everybody through an endpoint',
      parts(
        allow(
          "'*'",
          'execute-api:/*',
          ', Condition: { StringEquals: { aws:SourceVpce: vpce-1 } }',
        ),
      ),
    ],
    [
      'everybody for the path',
      parts(
        `${allow(root)}, ${allow("'*'", "'execute-api:/live/GET/items/*'")}`,
      ),
    ],
    [
      'everybody for the path by ARN',
      parts(
        allow(
          "'*'",
          "'arn:aws:execute-api:eu-central-1:111111111111:abc/*/GET/items/*'",
        ),
      ),
    ],
    [
      'everybody in a branch',
      parts(
        allow(
          `!If [Open, '*', ${root
            .replace('!Sub "', "'")
            .replace('${AWS::AccountId}', '111111111111')
            .replace('"', "'")}]`,
        ),
      ),
    ],
    ['IAM in a branch', parts(allow("'*'"), '!If [Open, AWS_IAM, NONE]')],
    [
      'any ARN',
      parts(
        allow(
          "'*'",
          'execute-api:/*',
          ", Condition: { ArnLike: { aws:PrincipalArn: '*' } }",
        ),
      ),
    ],
    ['IAM in a body', body('{ x-amazon-apigateway-auth: { type: AWS_IAM } }')],
    [
      'IAM in a scheme',
      body(
        '{ security: [{ sigv4: [] }] }',
        'securityDefinitions: { sigv4: { type: apiKey, x-amazon-apigateway-authtype: awsSigv4 } }',
      ),
    ],
    [
      'IAM in a common scheme',
      body(
        '{}',
        'security: [{ sigv4: [] }], components: { securitySchemes: { sigv4: { type: apiKey, x-amazon-apigateway-authtype: awsSigv4 } } }',
      ),
    ],
  ],
  unproven: [
    ['a principal without a value', parts(allow('!Ref Anything'))],
    ['a policy without a value', parts('!Ref Anything')],
    [
      'a body in S3',
      `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: { Statement: [${allow(
        "'*'",
      )}] }, BodyS3Location: { Bucket: b } } }`,
    ],
    ['a type without a value', parts(allow("'*'"), '!Ref Anything')],
  ],
});

it.each([
  ['without IAM', parts(allow("'*'"), 'NONE')],
  ['with an authorizer', parts(allow("'*'"), 'CUSTOM')],
  ['without methods', 'Api: { Type: AWS::ApiGateway::RestApi }'],
])('does not apply to an API %s', (_name, resources) => {
  expect(runRule('PS47', resources).status).toBe('not-applicable');
});
