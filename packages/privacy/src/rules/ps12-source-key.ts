import type { Node, Value } from '@private-serverless/template';
import { leadsToApis } from '../network/endpoints';
import { Observation, Rule, whyUnknown } from '../rule';
import { nodeOfJson } from '../policy/json';
import { Resource, Template } from '../template/Template';

/** The valid values of each key. */
const keys: Record<
  string,
  { prefix: RegExp; types: string[]; parameterType?: string }
> = {
  // No parameter type accepts only IDs of endpoints.
  'aws:sourcevpce': {
    prefix: /^vpce-/,
    types: ['aws::ec2::vpcendpoint'],
  },
  'aws:sourcevpc': {
    prefix: /^vpc-/,
    types: ['aws::ec2::vpc'],
    parameterType: 'AWS::EC2::VPC::Id',
  },
};

const lengths = new Set(['null', ...Object.keys(keys)].map(key => key.length));

/** PS12: aws:SourceVpce is compared with endpoints, aws:SourceVpc with VPCs, in every policy of the template. */
export const sourceKey: Rule = {
  id: 'PS12',
  title: 'Condition keys match their values',
  severity: 'H',
  why: 'aws:SourceVpce never equals a VPC ID, and aws:SourceVpc never equals an endpoint ID. An Allow with such a condition matches no request, and a Deny with the negated condition matches every request.',
  fix: 'Compare aws:SourceVpce with endpoint IDs (vpce-…) and aws:SourceVpc with VPC IDs (vpc-…).',
  *check(template) {
    for (const resource of template.resources) {
      for (const { key, node } of findUses(resource.node)) {
        for (const value of template.items(template.values(node))) {
          yield assess(template, resource, key, value);
        }
      }
    }
  },
};

type KeyUse = { key: string; node: Node };

/** Every value of one of the keys below a node, including values in JSON strings. */
function findUses(node: Node, uses: KeyUse[] = []): KeyUse[] {
  if (node.kind === 'list') {
    for (const item of node.items) findUses(item, uses);
  } else if (node.kind === 'map') {
    node.entries.forEach((entry, name) => {
      // Only names of these lengths can be a key or the operator, and changing the case of all takes long.
      const key = lengths.has(name.length) ? name.toLowerCase() : '';
      if (Object.hasOwn(keys, key)) uses.push({ key, node: entry });
      // The values of this operator are true and false.
      else if (key !== 'null') findUses(entry, uses);
    });
  } else if (
    typeof node.value === 'string' &&
    /aws:sourcevpc/i.test(node.value)
  ) {
    const policy = nodeOfJson(node.value, node);
    // Does not search for JSON strings inside JSON strings.
    if (policy && policy.kind !== 'scalar') findUses(policy, uses);
  }
  return uses;
}

function assess(
  template: Template,
  resource: Resource,
  key: string,
  value: Value,
): Observation {
  const { id } = resource;
  const base = { resource: id, at: value.at };
  const foreign = endpointOfOtherService(template, resource, value);
  if (foreign) {
    return {
      ...base,
      status: 'violated',
      message: `${id} compares ${key} with ${foreign}, ${template.network.source}, so it never equals that of a request to the API.`,
    };
  }
  const isMatch = matchesKey(template, key, value);
  if (isMatch === undefined) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine what ${id} compares with ${key}: the value ${whyUnknown(
        value,
      )}.`,
    };
  }
  return isMatch
    ? {
        ...base,
        status: 'proven',
        message: `${id} compares ${key} with valid values.`,
      }
    : {
        ...base,
        status: 'violated',
        message: `${id} compares ${key} with ${nameOf(
          value,
        )}, which it never equals.`,
      };
}

function nameOf(value: Value): string {
  if (value.kind === 'scalar') return JSON.stringify(value.text);
  return value.kind === 'unknown'
    ? `a parameter of the type ${value.string?.type}`
    : 'another resource';
}

/** In the policy of an API: an existing endpoint that leads to another service, in words. */
function endpointOfOtherService(
  template: Template,
  { type }: Resource,
  value: Value,
): string | undefined {
  if (type.toLowerCase() !== 'aws::apigateway::restapi') return undefined;
  if (value.kind !== 'scalar' || value.symbolic) return undefined;
  const endpoint = template.network.endpoint(value.text.trim()).value;
  return endpoint && !leadsToApis(endpoint)
    ? `${endpoint.id}, which is an endpoint of ${endpoint.service}`
    : undefined;
}

function matchesKey(
  template: Template,
  key: string,
  value: Value,
): boolean | undefined {
  const { prefix, types, parameterType } = keys[key];
  if (value.kind === 'unknown') {
    const { type, pattern } = value.string ?? {};
    if (type !== undefined) return type === parameterType;
    return pattern && prefix.test(pattern.prefix) ? true : undefined;
  }
  if (value.kind === 'scalar') {
    const [, id, attribute] =
      /^\$\{([\w]+)(?:\.(\w+))?\}$/.exec(value.text) ?? [];
    if (id && value.symbolic) {
      return matchesReference(template, types, id, attribute);
    }
    return value.symbolic && !prefix.test(value.text)
      ? undefined
      : prefix.test(value.text);
  }
  return value.kind === 'reference'
    ? matchesReference(template, types, value.id, value.attribute)
    : undefined;
}

function matchesReference(
  template: Template,
  types: string[],
  id: string,
  attribute: string | undefined,
): boolean | undefined {
  const type = template.resource(id)?.lowerType ?? '';
  // A custom resource may return any ID.
  if (/^(custom::|aws::cloudformation::customresource)/.test(type)) {
    return undefined;
  }
  return (
    types.includes(type) &&
    (attribute === undefined || ['Id', 'VpcId'].includes(attribute))
  );
}
