import type { Node, Value } from '@private-serverless/template';
import { isPresent, mayAllow } from '../policy/statement';
import { mayBeOnInstances } from '../functions/subnets';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { isOfOthers } from './callsOfOthers';
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
  /** Whether it is an action with a key that other services also call on behalf of the function, to encrypt its data. */
  isOfKey?: boolean;
};

/** What a function may call, and why this is not complete. */
export type Needs = {
  needs: Need[];
  unknown: Array<{ why: string; at: Pick<Node, 'path' | 'line'> }>;
};

/** Actions with a key that services call on behalf of those who use their encrypted data. */
const ofKeys =
  /^kms:(Decrypt|DescribeKey|Encrypt|GenerateDataKey(WithoutPlaintext)?|ReEncrypt(From|To)?)\*?$/i;

/** With the endpoints that it needs, such as `s3`. */
type Found = Needs & { services: ReadonlySet<string> };

const needsByFunction = oncePerTemplate(() => new Map<string, Found>());

/** What a function may call: the actions of its role, and the SDK clients of its code if they are stated. */
export function needsOf(template: Template, lambda: Resource): Found {
  const known = needsByFunction(template);
  let found = known.get(lambda.id);
  if (!found) {
    const needs = find(template, lambda);
    const services = new Set(
      needs.needs.flatMap(({ endpoint }) =>
        endpoint.kind === 'endpoint' ? [endpoint.service] : [],
      ),
    );
    found = { ...needs, services };
    known.set(lambda.id, found);
  }
  return found;
}

function find(template: Template, lambda: Resource): Needs {
  const { documents, unknown } = rolePolicies(template, lambda);
  const needs: Needs = {
    needs: [...ofCode(template, lambda), ...ofInstances(template, lambda)],
    unknown,
  };
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

/**
 * Managed instances write the logs and traces of their functions through the VPC.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
 */
function ofInstances(template: Template, lambda: Resource): Need[] {
  if (!mayBeOnInstances(template, lambda)) return [];
  const isTraced = template
    .property(lambda, 'TracingConfig', 'Mode')
    .some(mode => mode.kind === 'scalar' && mode.text === 'Active');
  return ['logs', ...(isTraced ? ['xray'] : [])].map(service => ({
    endpoint: { kind: 'endpoint', service },
    because: 'it runs on managed instances',
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
        endpoint: isOfStream(template, statement, action.text)
          ? { kind: 'endpoint', service: 'dynamodb-streams' }
          : endpointOfAction(action.text),
        isOfKey: ofKeys.test(action.text),
        because: `its role allows ${action.text}`,
        at: action.at,
      });
    }
  }
}

/** Whether an action reads a stream. CDK allows these actions for tables, too, for which they have no effect. */
function isOfStream(
  template: Template,
  statement: Value,
  action: string,
): boolean {
  return (
    /^dynamodb:(GetRecords|GetShardIterator)$/i.test(action) &&
    template
      .items(template.child(statement, 'Resource'))
      .some(
        value =>
          (value.kind === 'reference' && value.attribute === 'StreamArn') ||
          (value.kind === 'scalar' && /\/stream\/|StreamArn/.test(value.text)),
      )
  );
}
