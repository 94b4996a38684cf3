import { EventType, load, Schema, type State, Type } from 'js-yaml';
import type { Value } from '../account/account';
import { validationError } from '../protocol/errors';
import { plainTypes } from './yamlScalars';

/*
 * A reader of its own, on js-yaml 4, where the product uses js-yaml 5: tests that run on the sandbox get a second
 * opinion of what a template says. Both are checked by one table (readers.test.ts).
 */

const SHORT_FORMS = [
  'Ref',
  'Condition',
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'Transform',
];

function longForm(name: string, value: Value): Value {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return {
      'Fn::GetAtt':
        dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)],
    };
  }
  return { [`Fn::${name}`]: value };
}

const shortForms = SHORT_FORMS.flatMap(name =>
  (['scalar', 'sequence', 'mapping'] as const).map(
    kind =>
      new Type(`!${name}`, {
        kind,
        // A tagged value that is empty is empty text: `!GetAZs`.
        construct: (value: Value | null) => longForm(name, value ?? ''),
      }),
  ),
);

const schema = new Schema({
  implicit: plainTypes,
  explicit: [
    new Type('tag:yaml.org,2002:str', { kind: 'scalar' }),
    new Type('tag:yaml.org,2002:seq', { kind: 'sequence' }),
    new Type('tag:yaml.org,2002:map', {
      kind: 'mapping',
      construct: (map: Value | null) => map ?? {},
    }),
    ...shortForms,
  ],
});

/** Forgets anchors, so that js-yaml reports an alias as unidentified: CloudFormation supports none. */
function forgetAnchors(event: EventType, state: State): void {
  if (event === 'open') Object.assign(state, { anchorMap: {} });
}

/**
 * Reads a template's text, YAML with the short forms of the intrinsic functions, or JSON.
 *
 * Throws `ValidationError` with CloudFormation's words and the position.
 */
export function parseTemplateText(text: string): Value {
  const kind = text.trimStart().startsWith('{') ? 'JSON' : 'YAML';
  try {
    const value = load(text, { schema, listener: forgetAnchors }) as Value;
    refuseMergeKeys(value);
    return value ?? null;
  } catch (error) {
    const { mark } = error as { mark?: { line: number; column: number } };
    const where = mark
      ? ` (line ${mark.line + 1}, column ${mark.column + 1})`
      : '';
    throw validationError(
      `Template format error: ${kind} not well-formed.${where}`,
    );
  }
}

function refuseMergeKeys(value: Value): void {
  if (Array.isArray(value)) {
    value.forEach(refuseMergeKeys);
  } else if (typeof value === 'object' && value !== null) {
    if (Object.hasOwn(value, '<<')) throw new Error('merge key');
    Object.values(value).forEach(refuseMergeKeys);
  }
}
