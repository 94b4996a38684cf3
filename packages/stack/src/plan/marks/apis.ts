import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { itemsOf, member, Unknown } from '../view/Shape';
import { referredId, shownValue } from '../view/references';
import type { ViewedResource } from '../view/StackView';
import { changedProperties, type Check, marksOfChecks, textAt } from './check';

const fromInternet = 'reachable from the internet';
/** Whether the domain leads to something public depends on its mappings, and each API has a mark of its own. */
const publicName = 'it has a public host name';

/** Without a type, an API is edge-optimized and a domain too. */
function typesOf(resource: ViewedResource): string | Unknown {
  // The parameters of an OpenAPI import can set the type, too (API Gateway's API reference, ImportRestApi).
  const types =
    member(resource.properties, 'Parameters', 'endpointConfigurationTypes') ??
    member(resource.properties, 'EndpointConfiguration', 'Types');
  if (resource.unknown !== undefined) return new Unknown(resource.unknown);
  if (types instanceof Unknown) return types;
  const list = itemsOf(types);
  const unknown = list.find(item => item instanceof Unknown);
  if (unknown instanceof Unknown) return unknown;
  return list.map(String).join() || 'EDGE';
}

function endpointType(what: string, means: string): Check {
  return (after, before) => {
    const now = typesOf(after);
    if (now instanceof Unknown) {
      return [`${what} is unknown: the value ${now.why}`];
    }
    if (now === 'PRIVATE') return [];
    const was = before && typesOf(before);
    if (was === undefined) return [`${what} ${now}: ${means}`];
    if (typeof was === 'string' && was !== 'PRIVATE') return [];
    return [
      `${what} ${
        was instanceof Unknown ? '(unknown)' : was
      } → ${now}: ${means}`,
    ];
  };
}

/** Whether the default host name of the API is turned on again. */
const defaultEndpoint: Check = (after, before) => {
  const was = textAt(before, 'DisableExecuteApiEndpoint');
  const is = textAt(after, 'DisableExecuteApiEndpoint');
  return was === 'true' && is !== 'true'
    ? ['its default execute-api host name is turned on again']
    : [];
};

/** API Gateway has no private HTTP and WebSocket APIs. */
const publicApi: Check = (after, before) => {
  if (!before) {
    const protocol = textAt(after, 'ProtocolType');
    const what = typeof protocol === 'string' ? `${protocol} API` : 'API';
    return [`new ${what}, ${fromInternet}`];
  }
  const changed = changedProperties(after, before).filter(
    name => name !== 'DisableExecuteApiEndpoint',
  );
  return changed.length > 0
    ? [`an API that is ${fromInternet} changes: ${changed.join(', ')}`]
    : [];
};

/** A part of an API that exists. The parts of a new API are not marked, because the API is. */
const partOfPublicApi: Check = (after, before, comparison) => {
  const api = referredId(after.properties.ApiId, comparison.after);
  if (api !== undefined && comparison.isNew(api)) return [];
  const { RouteKey: route, DomainName: domain } = after.properties;
  const name = [route, domain]
    .filter(value => value !== undefined)
    .map(value => ` ${shownValue(value, comparison.all)}`)
    .join('');
  if (!before) return [`new part${name} of an API that is ${fromInternet}`];
  const changed = changedProperties(after, before);
  return changed.length > 0
    ? [
        `a part${name} of an API that is ${fromInternet} changes: ${changed.join(
          ', ',
        )}`,
      ]
    : [];
};

const foreignEndpoint: Check = (after, _before, comparison) => {
  const { AccessAssociationSource: source } = after.properties;
  return comparison.isOwn(source)
    ? []
    : [
        `the domain can be called through ${shownValue(
          source,
          comparison.all,
        )}, which is not in this stack`,
      ];
};

/** An OpenAPI definition has the methods, their authorization and the policy. */
const definition: Check = (after, before) => {
  const isChanged = (name: string) =>
    before !== undefined && changedProperties(after, before).includes(name);
  return ['Body', 'BodyS3Location'].some(isChanged)
    ? [
        'its definition (Body) changes: it is unknown whether its methods need less authorization',
      ]
    : [];
};

const authorizer: Check = (after, before) => {
  const changed = before ? changedProperties(after, before) : [];
  return changed.length > 0
    ? [
        `it is unknown whether it admits more callers: it changes: ${changed.join(
          ', ',
        )}`,
      ]
    : [];
};

/** Methods are compared by API, path and verb, because their logical IDs may change. */
function methodMarks(comparison: Comparison): PlanWarning[] {
  const type = 'AWS::ApiGateway::Method';
  const keyOf = ({ properties }: ViewedResource) =>
    ['RestApiId', 'ResourceId', 'HttpMethod']
      .map(name => shownValue(properties[name], comparison.all))
      .join(' ');
  const before = new Map(
    comparison.ofType('before', type).map(method => [keyOf(method), method]),
  );
  return comparison
    .ofType('after', type)
    .filter(({ id }) => comparison.isChanged(id))
    .flatMap(method => {
      const former = before.get(keyOf(method));
      if (!former) return [];
      return lessAuthorization(method, former).map(text => ({
        kind: 'iam' as const,
        logicalId: method.id,
        text: `${comparison.nameOf(method.id)}: ${text}`,
      }));
    });
}

function lessAuthorization(
  after: ViewedResource,
  before: ViewedResource,
): string[] {
  const [was, is] = [before, after].map(
    method => textAt(method, 'AuthorizationType') ?? 'NONE',
  );
  const [hadKey, hasKey] = [before, after].map(
    method => textAt(method, 'ApiKeyRequired') === 'true',
  );
  const texts: string[] = [];
  if (is instanceof Unknown || was instanceof Unknown) {
    texts.push('it is unknown whether it needs less authorization');
  } else if (was !== 'NONE' && is === 'NONE') {
    texts.push(
      `authorization ${was} → NONE: every caller that reaches the API may call it`,
    );
  } else if (
    was !== is ||
    textAt(before, 'AuthorizerId') !== textAt(after, 'AuthorizerId')
  ) {
    if (was !== 'NONE') {
      texts.push(
        `authorization changes (${was} → ${is}): it is unknown whether it admits more callers`,
      );
    }
  }
  if (hadKey && !hasKey) texts.push('no longer needs an API key');
  return texts;
}

/** Marks of APIs that become reachable from the internet, and of methods that need less authorization. */
export function apiMarks(comparison: Comparison): PlanWarning[] {
  return [
    ...marksOfChecks(
      'network',
      [
        [/^AWS::ApiGateway::RestApi$/, endpointType('API type', fromInternet)],
        [
          /^AWS::ApiGateway::DomainName$/,
          endpointType('domain type', publicName),
        ],
        [/^AWS::ApiGateway::RestApi$/, defaultEndpoint],
        [/^AWS::ApiGatewayV2::Api$/, publicApi],
        [/^AWS::ApiGatewayV2::Api$/, defaultEndpoint],
        [
          /^AWS::ApiGatewayV2::(?!Api$|Model$|Deployment$|\w*Response$)/,
          partOfPublicApi,
        ],
        [/^AWS::ApiGateway::DomainNameAccessAssociation$/, foreignEndpoint],
      ],
      comparison,
    ),
    ...marksOfChecks(
      'iam',
      [
        [/^AWS::ApiGateway::RestApi$/, definition],
        [/^AWS::ApiGateway(V2)?::Authorizer$/, authorizer],
      ],
      comparison,
    ),
    ...methodMarks(comparison),
  ];
}
