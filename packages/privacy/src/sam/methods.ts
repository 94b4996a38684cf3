import { entry, type Node, stringOf } from '@private-serverless/template';
import type { Content } from '../template/build';
import type { Expansion } from './Expansion';

const verbs = /^(any|delete|get|head|options|patch|post|put)$/;

/**
 * The paths of the OpenAPI document that SAM writes for the events of an API, with the authorization of each method.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
 *
 * @param auth - `Auth` of the API
 * @param events - the properties of the events
 */
export function methodsOf(
  expansion: Expansion,
  auth: Node | undefined,
  events: readonly Node[],
): Content | undefined {
  const paths: Record<string, Record<string, Content>> = {};
  for (const event of events) {
    const path = stringOf(entry(event, 'Path'));
    const method = stringOf(entry(event, 'Method'))?.toLowerCase();
    if (!path?.startsWith('/') || !verbs.test(method ?? '')) {
      expansion.cannot(event, 'an event without a known path and method');
      continue;
    }
    const verb = method === 'any' ? 'x-amazon-apigateway-any-method' : method!;
    paths[path] = {
      ...paths[path],
      [verb]: { 'x-amazon-apigateway-auth': { type: typeOf(auth, event) } },
    };
  }
  return events.length > 0 ? paths : undefined;
}

/** The authorization of a method. An authorizer that is not known stays a value that the rules cannot know. */
function typeOf(auth: Node | undefined, event: Node): Content {
  const authorizer =
    entry(entry(event, 'Auth'), 'Authorizer') ??
    entry(auth, 'DefaultAuthorizer');
  if (!authorizer) return 'NONE';
  const name = stringOf(authorizer);
  if (name === undefined || name === 'NONE' || name === 'AWS_IAM') {
    return authorizer;
  }
  const definition = entry(entry(auth, 'Authorizers'), name);
  return entry(definition, 'UserPoolArn') ? 'COGNITO_USER_POOLS' : 'CUSTOM';
}
