import type { Value } from '@private-serverless/template';
import { referenceOf } from '../network/uses';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';

/** Types that a permission can name instead of the function, with the property that leads to it. */
const parts: Record<string, string> = {
  'aws::lambda::alias': 'FunctionName',
  'aws::lambda::version': 'FunctionName',
};

/** The logical IDs of the functions of a template by their names. */
const functionsByName = oncePerTemplate(
  template =>
    new Map(
      template
        .ofType('AWS::Lambda::Function')
        .flatMap(one =>
          template
            .property(one, 'FunctionName')
            .flatMap(name =>
              name.kind === 'scalar' ? [[name.text, one.id] as const] : [],
            ),
        ),
    ),
);

/**
 * The function that a name or an ARN leads to: a logical ID, also through an alias or a version, or the name of a function
 * outside the template. Undefined for a value that is not known.
 */
export function functionNamed(
  template: Template,
  value: Value,
): string | undefined {
  const text = value.kind === 'scalar' ? value.text : '';
  const id =
    referenceOf(value).id ?? /\$\{(\w+)(?:\.\w+)?\}(:|$)/.exec(text)?.[1];
  const resource = id === undefined ? undefined : template.resource(id);
  if (resource) return throughPart(template, resource);
  if (value.kind !== 'scalar') return undefined;
  const name = /:function:([^:]+)/.exec(text)?.[1] ?? text.split(':')[0];
  return functionsByName(template).get(name) ?? name;
}

function throughPart(template: Template, resource: Resource): string {
  const property = parts[resource.lowerType];
  if (property === undefined) return resource.id;
  const [target] = template.property(resource, property);
  const id = referenceOf(target).id;
  return id !== undefined && template.resource(id) ? id : resource.id;
}
