import type { Value } from '@private-serverless/template';
import { nodeOfJson } from '../policy/json';
import { type Observation, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/**
 * Observes the network policies of OpenSearch Serverless: each rule says whether collections accept requests from the internet
 * (`AllowFromPublic`). Without it, only the endpoints that the rule names.
 *
 * Source: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
 */
export function* observeCollections(template: Template): Iterable<Observation> {
  for (const resource of template.ofType(
    'AWS::OpenSearchServerless::SecurityPolicy',
  )) {
    const types = template.property(resource, 'Type');
    const isEncryption = types.every(
      type => type.kind === 'scalar' && type.text === 'encryption',
    );
    if (isEncryption) continue;
    for (const policy of template.property(resource, 'Policy')) {
      for (const rule of rulesOf(template, policy)) {
        yield* observeRule(template, resource, rule);
      }
    }
  }
}

function rulesOf(template: Template, policy: Value): Value[] {
  const node =
    policy.kind === 'scalar' ? nodeOfJson(policy.text, policy.at) : undefined;
  return template.items(node ? template.values(node) : [policy]);
}

function* observeRule(
  template: Template,
  { id }: Resource,
  rule: Value,
): Iterable<Observation> {
  for (const value of template.child(rule, 'AllowFromPublic')) {
    const text = value.kind === 'scalar' ? value.text.toLowerCase() : '';
    const base = { resource: id, at: value.at };
    if (value.kind === 'absent' || text === 'false') {
      yield {
        ...base,
        status: 'proven',
        message: `${id} does not allow public access to collections.`,
      };
    } else {
      yield {
        ...base,
        status: text === 'true' ? 'violated' : 'unproven',
        message:
          text === 'true'
            ? `${id} exposes collections: its policy sets AllowFromPublic to true.`
            : `Cannot determine whether ${id} exposes collections: AllowFromPublic ${whyUnknown(
                value,
              )}.`,
        fix: 'Set AllowFromPublic to false, and name VPC endpoints in SourceVPCEs.',
      };
    }
  }
}
