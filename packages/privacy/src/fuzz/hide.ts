import { isDeepStrictEqual } from 'node:util';
import type { Random } from './Random';
import type { Data, FuzzTemplate } from './template';

/**
 * Makes what an opening added depend on a condition that may hold, because nobody knows the value of its parameter: the new
 * resource, or the new values of properties.
 *
 * @param before - the template without the opening
 */
export function hide(
  random: Random,
  before: FuzzTemplate,
  template: FuzzTemplate,
): void {
  template.Parameters.Switch = { Type: 'String' };
  template.Conditions.IsOn = { 'Fn::Equals': [{ Ref: 'Switch' }, 'on'] };
  template.Conditions.IsOff = { 'Fn::Not': [{ Condition: 'IsOn' }] };
  const condition = random.pick(['IsOn', 'IsOff']);
  if (template.Resources.Opening) {
    template.Resources.Opening.Condition = condition;
  }
  for (const [id, resource] of Object.entries(template.Resources)) {
    const old = before.Resources[id]?.Properties;
    if (!old || !resource.Properties) continue;
    resource.Properties = Object.fromEntries(
      Object.entries(resource.Properties).map(([name, value]) => [
        name,
        isDeepStrictEqual(value, old[name])
          ? value
          : choice(condition, value, old[name] ?? { Ref: 'AWS::NoValue' }),
      ]),
    );
  }
}

function choice(condition: string, value: Data, other: Data): Data {
  return { 'Fn::If': [condition, value, other] };
}
