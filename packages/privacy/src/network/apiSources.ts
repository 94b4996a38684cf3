import type { Node, Value } from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import type { PolicyDocument } from '../policy/document';
import { isSourceKey } from '../policy/sourceVpc';
import type { Observation } from '../rule';
import type { Template } from '../template/Template';
import { leadsToApis } from './endpoints';
import { meaning } from './uses';

/** What the sources that a policy names are: proven by one of this network, otherwise why not. */
export type Sources = Pick<Observation, 'status'> & {
  at: Node;
  message: string;
};

/**
 * Whether the endpoints and VPCs that an API's policy names include one of this network. Others belong to consumers in other
 * networks: their IDs cannot be examined, but naming them restricts the source. If all are others, then they are not proven to
 * be what the author meant.
 *
 * Undefined if the policy names none.
 */
export function assessNamedSources(
  template: Template,
  document: PolicyDocument,
): Sources | undefined {
  let proven: Sources | undefined;
  let unproven: Sources | undefined;
  for (const { key, value } of namedSources(template, document)) {
    const source = assess(template, key, value);
    if (source?.status === 'violated') return source;
    if (source?.status === 'proven') proven ??= source;
    if (source?.status === 'unproven') unproven ??= source;
  }
  return proven ?? unproven;
}

function* namedSources(
  template: Template,
  document: PolicyDocument,
): Iterable<{ key: string; value: Value }> {
  if (document.kind !== 'document') return;
  for (const statement of document.statements) {
    if (statement.kind !== 'statement') continue;
    for (const block of conditionBlocks(template, statement.value)) {
      if (block.kind !== 'tests') continue;
      for (const { key, values } of block.tests) {
        if (isSourceKey(key)) for (const value of values) yield { key, value };
      }
    }
  }
}

function assess(
  template: Template,
  key: string,
  value: Value,
): Sources | undefined {
  const kind = key === 'aws:sourcevpce' ? 'endpoint' : 'vpc';
  const source = meaning(template, kind, value);
  const { at } = value;
  const { network } = template;
  if (source.is === 'inside') {
    return { status: 'proven', at, message: `It names ${source.id}.` };
  }
  // PS12 reports values of another kind, and assessSource reports unknown ones.
  if (source.is === 'unknown') return undefined;
  const known =
    kind === 'endpoint' ? network.endpoint(source.id) : network.vpc();
  if (known.why !== undefined) {
    return {
      status: 'unproven',
      at,
      message: `Cannot determine the network of ${source.id}, which is not in the template: ${known.why}.`,
    };
  }
  if ('service' in known.value && !leadsToApis(known.value)) {
    return {
      status: 'violated',
      at,
      message: `The policy names ${source.id}, which is an endpoint of ${known.value.service}, ${network.source}. No request to the API comes through it.`,
    };
  }
  return known.value.id === source.id
    ? {
        status: 'proven',
        at,
        message: `It names ${source.id}, ${network.source}.`,
      }
    : {
        status: 'unproven',
        at,
        message: `Cannot determine the network of ${source.id}: the VPC is ${known.value.id}, ${network.source}.`,
      };
}
