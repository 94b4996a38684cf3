import type { Node, Value } from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import { isPresent, mayAllow } from '../policy/statement';
import type { Resource, Template } from '../template/Template';
import { identityOf } from './identity';
import { rolePolicies } from './rolePolicies';
import {
  type Endpoint,
  endpointOfAction,
  endpointOfClient,
} from './serviceEndpoints';

/** Something that a function may call. */
export type Need = {
  endpoint: Endpoint;
  /** Why it may: a clause such as "its role allows dynamodb:GetItem". */
  because: string;
  at: Pick<Node, 'path' | 'line'>;
};

/** What a function may call, and why this is not complete. */
export type Needs = {
  needs: Need[];
  unknown: Array<{ why: string; at: Pick<Node, 'path' | 'line'> }>;
};

/** Actions with which Lambda itself reads the events of a mapping, by service. */
const ofEventSources =
  /^(sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue(Attributes|Url))|kinesis:(GetRecords|GetShardIterator|DescribeStream\w*|ListShards|ListStreams|SubscribeToShard)|dynamodb:(GetRecords|GetShardIterator|DescribeStream|ListStreams)|kafka:(DescribeCluster(V2)?|GetBootstrapBrokers|ListScramSecrets))$/i;
/** Actions with which Lambda itself reports what failed. */
const ofDestinations =
  /^(sqs:SendMessage|sns:Publish|events:PutEvents|lambda:InvokeFunction)$/i;

const found = new WeakMap<Template, Map<string, Needs>>();

/** What a function may call: the actions of its role, and the SDK clients of its code if they are stated. */
export function needsOf(template: Template, lambda: Resource): Needs {
  const ofTemplate = found.get(template) ?? new Map<string, Needs>();
  found.set(template, ofTemplate);
  const known = ofTemplate.get(lambda.id);
  if (known) return known;
  const needs = find(template, lambda);
  ofTemplate.set(lambda.id, needs);
  return needs;
}

/** The endpoints that a function needs, such as `s3`. */
export function servicesOf(template: Template, lambda: Resource): Set<string> {
  return new Set(
    needsOf(template, lambda).needs.flatMap(({ endpoint }) =>
      endpoint.kind === 'endpoint' ? [endpoint.service] : [],
    ),
  );
}

function find(template: Template, lambda: Resource): Needs {
  const { documents, unknown } = rolePolicies(template, lambda);
  const needs: Needs = { needs: ofCode(template, lambda), unknown };
  for (const document of documents) {
    if (document.kind === 'unknown') {
      const { at, why } = document;
      needs.unknown.push({ at, why: `a policy of its role ${why}` });
    }
    if (document.kind !== 'document') continue;
    for (const statement of document.statements) {
      if (statement.kind === 'unknown') {
        const { at, why } = statement;
        needs.unknown.push({ at, why: `a statement of its role ${why}` });
      } else if (mayAllow(template, statement.value)) {
        readStatement(template, lambda, statement.value, needs);
      }
    }
  }
  return needs;
}

/** The stated clients are those of all functions except the control plane. */
function ofCode(template: Template, lambda: Resource): Need[] {
  if (template.purposeOf(lambda) === 'control-plane') return [];
  return (template.intent.services ?? []).map(client => ({
    endpoint: endpointOfClient(client),
    because: `the code calls ${client}`,
    at: { path: lambda.node.path, line: lambda.node.line },
  }));
}

function readStatement(
  template: Template,
  lambda: Resource,
  statement: Value,
  { needs, unknown }: Needs,
): void {
  const { at } = statement;
  if (isPresent(template, statement, 'NotAction')) {
    unknown.push({ at, why: 'its role allows all actions except some' });
  }
  for (const action of template.items(template.child(statement, 'Action'))) {
    if (action.kind !== 'scalar') {
      const why = action.kind === 'unknown' ? action.why : 'is not a string';
      unknown.push({ at, why: `an action of its role ${why}` });
    } else if (!/^[\w-]+:/.test(action.text)) {
      unknown.push({ at, why: `its role allows ${action.text}` });
    } else if (!isOfOthers(template, lambda, statement, action.text)) {
      needs.push({
        endpoint: endpointOfAction(action.text),
        because: `its role allows ${action.text}`,
        at: action.at,
      });
    }
  }
}

/** Whether another service uses an action with the role: an event source of Lambda, or a service that decrypts its data. */
function isOfOthers(
  template: Template,
  lambda: Resource,
  statement: Value,
  action: string,
): boolean {
  if (/^kms:/i.test(action)) {
    return conditionBlocks(template, statement).every(
      block =>
        block.kind === 'tests' &&
        block.tests.some(
          ({ key, operator }) =>
            key === 'kms:viaservice' && /^String(Equals|Like)$/i.test(operator),
        ),
    );
  }
  if (ofEventSources.test(action)) {
    return template
      .ofType('AWS::Lambda::EventSourceMapping')
      .some(mapping =>
        template
          .property(mapping, 'FunctionName')
          .some(value => identityOf(value) === `resource ${lambda.id}`),
      );
  }
  if (!ofDestinations.test(action)) return false;
  const destinations = new Set(destinationsOf(template, lambda));
  const resources = template.items(template.child(statement, 'Resource'));
  return (
    resources.length > 0 &&
    resources.every(value => {
      const name = identityOf(value);
      return name !== undefined && destinations.has(name);
    })
  );
}

/** Where Lambda sends events that failed. */
function destinationsOf(template: Template, lambda: Resource): string[] {
  const configs = template
    .ofType('AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping')
    .filter(config =>
      template
        .property(config, 'FunctionName')
        .some(value => identityOf(value) === `resource ${lambda.id}`),
    );
  return [
    ...template.property(lambda, 'DeadLetterConfig', 'TargetArn'),
    ...configs.flatMap(config =>
      ['OnFailure', 'OnSuccess'].flatMap(on =>
        template.property(config, 'DestinationConfig', on, 'Destination'),
      ),
    ),
  ].flatMap(value => (value.kind === 'absent' ? [] : identityOf(value) ?? []));
}
