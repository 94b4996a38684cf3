import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { packagePath } from '../generators/app/package-root.ts';

type Property = {
  pattern?: string;
  maxLength?: number;
  enum?: string[];
  items?: { enum?: string[] };
};
type Form = {
  spec: {
    parameters: Array<{ properties: Record<string, Property> }>;
    steps: Array<{
      action: string;
      input: { answers?: Record<string, unknown> };
    }>;
  };
};

const form = parse(readFileSync(packagePath('template.yaml'), 'utf8')) as Form;

/** The fields of the form, by name. */
export const formFields: Record<string, Property> = Object.assign(
  {},
  ...form.spec.parameters.map(({ properties }) => properties),
);

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
      const [, parameter] =
        /^\$\{\{ parameters\.(\w+) \}\}$/.exec(String(value)) ?? [];
      return [name, parameter ? filled[parameter] : value];
    }),
  );
}
