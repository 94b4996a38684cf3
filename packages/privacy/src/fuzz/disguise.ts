import type { Random } from './Random';
import type { Data, FuzzTemplate } from './template';

type Way = (random: Random, template: FuzzTemplate, text: string) => Data;

const ways: readonly Way[] = [
  (_, template, text) => {
    const name = `Value${Object.keys(template.Parameters).length}`;
    template.Parameters[name] = { Type: 'String', Default: text };
    return { Ref: name };
  },
  (_, template, text) => {
    const name = `Map${Object.keys(template.Mappings).length}`;
    template.Mappings[name] = { first: { second: text } };
    return { 'Fn::FindInMap': [name, 'first', 'second'] };
  },
  // An exclamation mark keeps the rest as it is written.
  (_, __, text) => ({ 'Fn::Sub': text.replace(/\$\{/g, '${!') }),
  (_, __, text) => ({ 'Fn::Sub': ['${Whole}', { Whole: text }] }),
  (random, _, text) => {
    const at = random.below(text.length + 1);
    return { 'Fn::Join': ['', [text.slice(0, at), text.slice(at)]] };
  },
  (random, _, text) => {
    const before = random.below(3);
    const others = Array.from({ length: before }, (__, i) => `other-${i}`);
    return { 'Fn::Select': [before, [...others, text, 'last']] };
  },
  (_, __, text) => ({
    'Fn::Select': [0, { 'Fn::Split': ['|', `${text}|rest`] }],
  }),
  (random, template, text) => either(random, template, text),
];

/**
 * Writes random values of the properties in other ways that have the same result: parameters with defaults, mappings, conditions
 * and functions.
 *
 * @param share - the part of the values that is written differently
 */
export function disguise(
  random: Random,
  template: FuzzTemplate,
  share: number,
): void {
  for (const resource of Object.values(template.Resources)) {
    const { Properties } = resource;
    if (!Properties) continue;
    resource.Properties = Object.fromEntries(
      Object.entries(Properties).map(([name, value]) => [
        name,
        changed(random, template, value, share),
      ]),
    );
  }
}

function changed(
  random: Random,
  template: FuzzTemplate,
  value: Data,
  share: number,
): Data {
  if (Array.isArray(value)) {
    return value.map(item => changed(random, template, item, share));
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    // The arguments of functions stay as they are: not every function accepts another one.
    if (keys.some(key => key === 'Ref' || key.startsWith('Fn::'))) {
      return random.chance(share / 4) ? either(random, template, value) : value;
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        changed(random, template, item, share),
      ]),
    );
  }
  if (!random.chance(share)) return value;
  return random.pick(ways)(random, template, String(value));
}

/** `Fn::If` with a condition that is known: the other branch never applies. */
function either(random: Random, template: FuzzTemplate, value: Data): Data {
  const holds = random.chance(0.5);
  const name = holds ? 'Always' : 'Never';
  template.Parameters.Stage ??= { Type: 'String', Default: 'production' };
  template.Conditions[name] ??= {
    'Fn::Equals': [{ Ref: 'Stage' }, holds ? 'production' : 'another'],
  };
  const other = 'never-used';
  return { 'Fn::If': [name, ...(holds ? [value, other] : [other, value])] };
}
