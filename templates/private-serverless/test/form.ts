import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { packagePath } from '../generators/app/package-root.ts';

type Property = {
  pattern?: string;
  maxLength?: number;
  enum?: string[];
  items?: { enum?: string[] };
};
type Fields = Record<string, Property>;
type Page = {
  properties: Fields;
  /** Fields that exist for some values of another field. */
  dependencies?: Record<string, { oneOf: Array<{ properties: Fields }> }>;
};
type Form = {
  spec: {
    parameters: Page[];
    steps: Array<{
      action: string;
      input: { answers?: Record<string, unknown> };
    }>;
  };
};

const form = parse(readFileSync(packagePath('template.yaml'), 'utf8')) as Form;

/** The fields of the form, by name. */
export const formFields: Fields = Object.assign(
  {},
  ...form.spec.parameters.flatMap(page => [
    ...branchesOf(page),
    page.properties,
  ]),
);

function branchesOf({ dependencies = {} }: Page): Fields[] {
  return Object.values(dependencies).flatMap(({ oneOf }) =>
    oneOf.map(({ properties }) => properties),
  );
}

/** The fields that the form shows for a value of a field. */
export function fieldsFor(field: string, value: string): string[] {
  return form.spec.parameters.flatMap(({ dependencies, properties }) => {
    const { oneOf = [] } = dependencies?.[field] ?? {};
    const branches = oneOf
      .map(one => one.properties)
      .filter(one => one[field]?.enum?.includes(value));
    return [properties, ...branches].flatMap(one => Object.keys(one));
  });
}

/** The answers of the schema, by name. */
export const schemaFields = (
  JSON.parse(readFileSync(packagePath('answers.schema.json'), 'utf8')) as {
    properties: Record<string, Property>;
  }
).properties;

const step = form.spec.steps.find(
  ({ action }) => action === 'privateServerless:project:generate',
);

/** Whether the form accepts a text in one of its fields. */
export function formAccepts(field: string, text: string): boolean {
  const { pattern = '', maxLength = Infinity } = formFields[field] ?? {};
  // As the form's validator compiles it.
  return new RegExp(pattern, 'u').test(text) && text.length <= maxLength;
}

/** The answers that the form's step passes to the generator for the values in the form. */
export function submit(
  filled: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(step?.input.answers ?? {}).map(([name, value]) => {
      const text = String(value);
      const [, parameter] = /^\$\{\{ parameters\.(\w+) \}\}$/.exec(text) ?? [];
      const [, fixed, tested, values = '', other] =
        /^\$\{\{ '(\w+)' if parameters\.(\w+) in \[(.+)\] else parameters\.(\w+) \}\}$/.exec(
          text,
        ) ?? [];
      if (tested && other) {
        const isListed = values.split(', ').includes(`'${filled[tested]}'`);
        return [name, isListed ? fixed : filled[other]];
      }
      return [name, parameter ? filled[parameter] : value];
    }),
  );
}
