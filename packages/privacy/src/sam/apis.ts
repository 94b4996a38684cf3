import { createHash } from 'node:crypto';
import {
  entry,
  type Node,
  stringOf,
  toPlain,
} from '@private-serverless/template';
import type { Content } from '../template/build';
import type { Expansion } from './Expansion';
import { methodsOf } from './methods';
import {
  hasListsAndStatements,
  listsWithoutItems,
  resourcePolicyOf,
} from './resourcePolicy';

/**
 * Expands `AWS::Serverless::Api` to the API, its deployment, its stage and its custom domain.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html
 *
 * @param properties - with the defaults of `Globals`
 * @param events - the properties of the events that are methods of the API
 */
export function expandApi(
  expansion: Expansion,
  properties: Node,
  events: readonly Node[],
): void {
  const { id, source } = expansion;
  const property = (name: string) => entry(properties, name);
  const written = entry(property('Auth'), 'ResourcePolicy');
  const policy = resourcePolicyOf(written);
  for (const { name, at } of listsWithoutItems(written)) {
    expansion.cannot(at, `${name}, which must be a list,`);
  }
  if (hasListsAndStatements(written)) {
    expansion.cannot(written!, 'CustomStatements beside other lists');
  }
  for (const event of events) {
    const own = entry(entry(event, 'Auth'), 'ResourcePolicy');
    if (own) expansion.cannot(own, 'a resource policy of an event');
  }
  const authorizer = entry(property('Auth'), 'DefaultAuthorizer');
  if (authorizer && property('DefinitionBody')) {
    expansion.cannot(authorizer, 'DefaultAuthorizer beside DefinitionBody');
  }
  if (property('DefinitionUri')) {
    expansion.cannot(
      property('DefinitionUri')!,
      'DefinitionUri, an API definition outside the template,',
    );
  }
  expansion.add(id, 'AWS::ApiGateway::RestApi', source, {
    Name: property('Name'),
    // SAM puts the policy into the definition.
    Body: property('DefinitionBody') ?? {
      'x-amazon-apigateway-policy': policy,
      paths: methodsOf(expansion, property('Auth'), events),
    },
    DisableExecuteApiEndpoint: property('DisableExecuteApiEndpoint'),
    EndpointConfiguration: endpointConfiguration(
      property('EndpointConfiguration'),
    ),
    Policy: property('DefinitionBody') ? policy : undefined,
    SecurityPolicy: property('SecurityPolicy'),
    EndpointAccessMode: property('EndpointAccessMode'),
  });
  // The logical ID of SAM's deployment has a hash of the definition, which has the policy.
  const deploymentId = `${id}Deployment${hashOf(properties)}`;
  expansion.add(deploymentId, 'AWS::ApiGateway::Deployment', source, {
    RestApiId: { Ref: id },
  });
  expansion.add(`${id}Stage`, 'AWS::ApiGateway::Stage', source, {
    RestApiId: { Ref: id },
    DeploymentId: { Ref: deploymentId },
    StageName: property('StageName') ?? 'Prod',
    AccessLogSetting: property('AccessLogSetting'),
    MethodSettings: property('MethodSettings'),
    TracingEnabled: property('TracingEnabled'),
  });
  addDomain(expansion, property('Domain'));
}

/** A custom domain, which is regional by default, and its mapping to the API. */
function addDomain(expansion: Expansion, domain: Node | undefined): void {
  if (!domain) return;
  const type = entry(domain, 'EndpointConfiguration');
  if (stringOf(type) === 'PRIVATE') {
    expansion.cannot(domain, 'the private custom domain');
    return;
  }
  const id = `${expansion.id}Domain`;
  expansion.add(id, 'AWS::ApiGateway::DomainName', domain, {
    DomainName: entry(domain, 'DomainName'),
    EndpointConfiguration: { Types: [type ?? 'REGIONAL'] },
    SecurityPolicy: entry(domain, 'SecurityPolicy'),
  });
  expansion.add(`${id}Mapping`, 'AWS::ApiGateway::BasePathMapping', domain, {
    DomainName: { Ref: id },
    RestApiId: { Ref: expansion.id },
    Stage: { Ref: `${expansion.id}Stage` },
  });
  const route53 = entry(domain, 'Route53');
  if (route53) {
    expansion.add(`${id}Record`, 'AWS::Route53::RecordSet', route53, {
      HostedZoneId: entry(route53, 'HostedZoneId'),
      HostedZoneName: entry(route53, 'HostedZoneName'),
      Name: entry(domain, 'DomainName'),
      Type: 'A',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [id, 'RegionalDomainName'] },
        HostedZoneId: { 'Fn::GetAtt': [id, 'RegionalHostedZoneId'] },
      },
    });
  }
}

function hashOf(properties: Node): string {
  const text = JSON.stringify(toPlain(properties));
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/** SAM has one type as text, or a map with `Type` and `VPCEndpointIds`. */
function endpointConfiguration(node: Node | undefined): Content | undefined {
  if (node?.kind !== 'map') return node && { Types: [node] };
  const type = entry(node, 'Type');
  // A function instead of the map.
  if (!type) return node;
  return {
    Types: [type],
    VpcEndpointIds: entry(node, 'VPCEndpointIds'),
  };
}

/** Expands `AWS::Serverless::HttpApi` and `AWS::Serverless::WebSocketApi`, which are always public. */
export function expandHttpApi(expansion: Expansion, properties: Node): void {
  const { id, source } = expansion;
  expansion.add(id, 'AWS::ApiGatewayV2::Api', source, {
    Name: entry(properties, 'Name'),
    Body: entry(properties, 'DefinitionBody'),
  });
  expansion.add(`${id}Stage`, 'AWS::ApiGatewayV2::Stage', source, {
    ApiId: { Ref: id },
    StageName: entry(properties, 'StageName') ?? '$default',
  });
  const domain = entry(properties, 'Domain');
  if (domain) {
    expansion.add(`${id}Domain`, 'AWS::ApiGatewayV2::DomainName', domain, {
      DomainName: entry(domain, 'DomainName'),
    });
  }
}
