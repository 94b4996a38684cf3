import { add, drop, remove, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';

it.each<Case>([
  [
    'the firewall association',
    remove('Firewall'),
    [
      'NETWORK: Firewall (AWS::WAFv2::WebACLAssociation): the association is removed: no web application firewall inspects the requests to arn:aws:apigateway:eu-central-1::/restapis/<Api>/stages/<Stage>',
    ],
  ],
  [
    'parameters alone',
    { Types: 'REGIONAL', Public: 'true', CorporateCidr1: '0.0.0.0/0' },
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type PRIVATE → REGIONAL: reachable from the internet',
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 0.0.0.0/0, which is every address',
      'NETWORK: Subnet (AWS::EC2::Subnet): MapPublicIpOnLaunch is true: what starts in it gets a public address',
    ],
  ],
  [
    'an exception of the API policy',
    replace('[!Ref Endpoint] } }', '[!Ref Endpoint, vpce-0123] } }'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): no longer denied: execute-api:Invoke on execute-api:/* for everyone if aws:SourceVpce is vpce-0123',
    ],
  ],
  [
    'the API policy',
    drop('Policy:'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): the API policy is removed. No longer denied: execute-api:Invoke on execute-api:/* for everyone if aws:SourceVpce is not Endpoint',
    ],
  ],
  [
    'the authorization of a method',
    replace('AuthorizationType: AWS_IAM', 'AuthorizationType: NONE'),
    [
      'PERMISSIONS: Method (AWS::ApiGateway::Method): authorization AWS_IAM → NONE: every caller that reaches the API may call it',
    ],
  ],
  [
    'an HTTP API',
    t =>
      add(
        'Extra',
        'AWS::ApiGatewayV2::Api',
        'Name: n, ProtocolType: HTTP',
      )(
        add(
          'ExtraRoute',
          'AWS::ApiGatewayV2::Route',
          "ApiId: !Ref Extra, RouteKey: 'GET /'",
        )(t),
      ),
    [
      'NETWORK: Extra (AWS::ApiGatewayV2::Api): new HTTP API, reachable from the internet',
    ],
  ],
])('an update of %s', (_, edit, expected) => {
  expect(warningsOfUpdate(edit)).toEqual(expected);
});

it.each<Case>([
  [
    'an imported API that is not private',
    replace(
      'Name: orders\n',
      'Name: orders\n      Parameters: { endpointConfigurationTypes: EDGE }\n',
    ),
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type EDGE: reachable from the internet',
    ],
  ],
  [
    'a regional API',
    { Types: 'REGIONAL' },
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type REGIONAL: reachable from the internet',
    ],
  ],
  [
    'a regional domain, which leads only to what is mapped to it',
    add(
      'Name',
      'AWS::ApiGateway::DomainName',
      'DomainName: orders.acme.internal, EndpointConfiguration: { Types: [REGIONAL] }',
    ),
    [
      'NETWORK: Name (AWS::ApiGateway::DomainName): domain type REGIONAL: it has a public host name',
    ],
  ],
  [
    'an API policy without a denial',
    replace(/ {10}- { Effect: Deny, Principal.*execute-api.*\n/, ''),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): its API policy admits everyone: execute-api:Invoke on execute-api:/* for everyone',
    ],
  ],
  [
    'an API policy that admits an endpoint outside the stack',
    replace('[!Ref Endpoint] } }', '[!Ref Endpoint, vpce-0123] } }'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): its API policy admits vpce-0123: execute-api:Invoke on execute-api:/* for everyone',
    ],
  ],
  [
    'a public function URL',
    add(
      'Url',
      'AWS::Lambda::Url',
      'TargetFunctionArn: !Ref Function, AuthType: NONE',
    ),
    [
      'NETWORK: Url (AWS::Lambda::Url): new: reachable from the internet',
      'NETWORK: Url (AWS::Lambda::Url): AuthType is NONE: admits every caller',
    ],
  ],
  [
    'a load balancer without a scheme',
    add(
      'Balancer',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'Type: application',
    ),
    [
      'NETWORK: Balancer (AWS::ElasticLoadBalancingV2::LoadBalancer): Scheme is absent: internet-facing: reachable from the internet',
      'COST: Balancer (AWS::ElasticLoadBalancingV2::LoadBalancer): AWS charges for each hour that it exists, also without requests, and for its use',
    ],
  ],
])('a new stack with %s', (_, edit, expected) => {
  expect(warningsOfNewStack(edit)).toEqual(expected);
});
