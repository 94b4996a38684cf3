import { Observation, Rule, whyNot } from '../rule';
import { nodeOfJson } from '../policy/json';
import { Node } from '@private-serverless/template';
import { Resource, Template } from '../template/template';
import { Value } from '../template/value';

/** What the values of each key look like. */
const keys: Record<string, { prefix: RegExp; types: string[] }> = {
  'aws:sourcevpce': {
    prefix: /^vpce-/,
    types: ['aws::ec2::vpcendpoint'],
  },
  'aws:sourcevpc': {
    prefix: /^vpc-/,
    types: ['aws::ec2::vpc'],
  },
};

/** PS12: aws:SourceVpce is compared with endpoints, aws:SourceVpc with VPCs, in every policy of the template. */
export const sourceKey: Rule = {
  id: 'PS12',
  title: 'Condition keys fit their values',
  severity: 'H',
  why: 'aws:SourceVpce never equals a VPC id, nor aws:SourceVpc an endpoint id: such an Allow lets nobody in, such a Deny nobody at all.',
  fix: 'Compare aws:SourceVpce with ids vpce-…, aws:SourceVpc with ids vpc-….',
  *check(template) {
    for (const resource of template.resources) {
      for (const { key, node } of uses(template, resource.node)) {
        for (const value of template.items(template.values(node))) {
          yield judge(template, resource, key, value);
        }
      }
    }
  },
};

/** Every place below a node where one of the keys has a value, JSON in texts included. */
function* uses(
  template: Template,
  node: Node,
): Iterable<{ key: string; node: Node }> {
  if (node.kind === 'list') {
    for (const item of node.items) yield* uses(template, item);
    return;
  }
  if (node.kind === 'scalar') {
    const text = typeof node.value === 'string' ? node.value : '';
    if (/aws:sourcevpc/i.test(text)) {
      const policy = nodeOfJson(text, node);
      // JSON of a text has no JSON in a text of its own.
      if (policy && policy.kind !== 'scalar') yield* uses(template, policy);
    }
    return;
  }
  for (const [name, entry] of node.entries) {
    const key = name.toLowerCase();
    if (Object.hasOwn(keys, key)) yield { key, node: entry };
    else yield* uses(template, entry);
  }
}

function judge(
  template: Template,
  { id }: Resource,
  key: string,
  value: Value,
): Observation {
  const base = { resource: id, at: value.at };
  const fits = fitsKey(template, key, value);
  if (fits === undefined) {
    return {
      ...base,
      status: 'unproven',
      message: `What ${id} compares with ${key} is not known: it ${whyNot(
        value,
      )}.`,
    };
  }
  return fits
    ? { ...base, status: 'proven', message: `${id} compares ${key} well.` }
    : {
        ...base,
        status: 'violated',
        message: `${id} compares ${key} with ${
          value.kind === 'scalar'
            ? JSON.stringify(value.text)
            : 'something else'
        }.`,
      };
}

function fitsKey(
  template: Template,
  key: string,
  value: Value,
): boolean | undefined {
  const { prefix, types } = keys[key];
  if (value.kind === 'scalar') {
    const [, id, attribute] =
      /^\$\{([\w]+)(?:\.(\w+))?\}$/.exec(value.text) ?? [];
    if (id && value.symbolic)
      return fitsReference(template, types, id, attribute);
    return value.symbolic && !prefix.test(value.text)
      ? undefined
      : prefix.test(value.text);
  }
  return value.kind === 'reference'
    ? fitsReference(template, types, value.id, value.attribute)
    : undefined;
}

function fitsReference(
  template: Template,
  types: string[],
  id: string,
  attribute: string | undefined,
): boolean | undefined {
  const type = template.resource(id)?.type.toLowerCase() ?? '';
  // A custom resource may return any id.
  if (/^(custom::|aws::cloudformation::customresource)/.test(type))
    return undefined;
  return (
    types.includes(type) &&
    (attribute === undefined || ['Id', 'VpcId'].includes(attribute))
  );
}
