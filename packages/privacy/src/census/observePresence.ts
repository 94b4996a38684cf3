import type { Value } from '@private-serverless/template';
import { referenceOf } from '../network/uses';
import { type Observation, placeOf } from '../rule';
import type { Resource, Template } from '../template/Template';
import { censusOf, type Presence } from './exposure';
import { itemsOf, valuesAt } from './valuesAt';

/** Resources whose presence is enough for a rule, with the reason of the census. */
export function presentResources(
  template: Template,
  rule: string,
): Array<{ resource: Resource } & Presence> {
  const { presence } = censusOf(rule);
  return template.resources.flatMap(resource => {
    const entry = presence.get(resource.lowerType);
    return entry ? [{ resource, ...entry }] : [];
  });
}

/** Observes the resources whose presence a rule rejects. */
export function* observePresence(
  template: Template,
  rule: string,
): Iterable<Observation> {
  for (const { resource, why } of presentResources(template, rule)) {
    yield {
      status: 'violated',
      resource: resource.id,
      at: placeOf(resource),
      message: `${resource.id} (${resource.type}): ${why}`,
    };
  }
}

/**
 * Observes the resources that extend another one, such as a route of an API. A resource of the template is judged itself. One
 * outside the template may be public.
 */
export function* observeAttachments(
  template: Template,
  rule: string,
): Iterable<Observation> {
  const { attachments } = censusOf(rule);
  for (const resource of template.resources) {
    for (const property of attachments.get(resource.lowerType) ?? []) {
      yield* observeAttachment(template, resource, property);
    }
  }
}

function* observeAttachment(
  template: Template,
  resource: Resource,
  property: string,
): Iterable<Observation> {
  const { id, type } = resource;
  for (const value of valuesAt(template, resource, property).flatMap(one =>
    itemsOf(template, one),
  )) {
    const base = { resource: id, at: value.at };
    const owner = resourceIn(template, value);
    if (owner) {
      yield {
        ...base,
        status: 'proven',
        message: `${id} extends ${owner}, which is in the template.`,
      };
    } else if (value.kind !== 'absent') {
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine what ${id} (${type}) publishes: its ${property} names a resource that is not in the template and may be public.`,
        fix: `Declare the resource that ${property} names in this template, or move ${id} to the template that has it.`,
      };
    }
  }
}

/**
 * The resource of the template that a value names: by a reference, also within an ARN. A custom resource or a parameter
 * resource may return the name of anything.
 */
function resourceIn(template: Template, value: Value): string | undefined {
  const whole = referenceOf(value).id;
  const part =
    value.kind === 'scalar'
      ? /\$\{(\w+)(?:\.\w+)?\}/.exec(value.text)?.[1]
      : undefined;
  const resource = template.resource(whole ?? part ?? '');
  return resource &&
    !/^(custom::|aws::cloudformation::|aws::ssm::)/i.test(resource.type)
    ? resource.id
    : undefined;
}
