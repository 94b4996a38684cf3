import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

/** The OpenAPI document of the plugin. */
export const document = parse(
  readFileSync(join(__dirname, '..', '..', 'openapi.yaml'), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
ajv.addFormat('uri', value => URL.canParse(value));
ajv.addSchema({ ...document, $id: 'openapi' });

/**
 * Validates a body against `openapi.yaml` and returns the problems.
 * @param schema - a name under `components.schemas`, or a JSON pointer into the document
 */
export function problemsOf(schema: string, body: unknown): string[] {
  const pointer = schema.startsWith('/')
    ? schema
    : `/components/schemas/${schema}`;
  const validate = ajv.compile({ $ref: `openapi#${pointer}` });
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
