import { EventType, load, Schema, type State, Type } from 'js-yaml';
import type { Value } from '../account/Account';
import { validationError } from '../protocol/errors';
import { plainTypes } from './yamlScalars';

/*
 * A separate reader, based on js-yaml 4, while the product uses js-yaml 5: tests on the sandbox thus compare two
 * independent readings of a template. One table checks both (readers.test.ts).
 */

const shortFormNames = [
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

const shortForms = shortFormNames.flatMap(name =>
  (['scalar', 'sequence', 'mapping'] as const).map(
    kind =>
      new Type(`!${name}`, {
        kind,
        // An empty tagged value is an empty string: `!GetAZs`.
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

/** Drops all anchors, so that js-yaml rejects every alias. CloudFormation does not support aliases. */
function dropAnchors(event: EventType, state: State): void {
  if (event === 'open') Object.assign(state, { anchorMap: {} });
}

/**
 * Parses a template: YAML with the short forms of the intrinsic functions, or JSON.
 *
 * @throws AwsError `ValidationError` with CloudFormation's message and the position
 */
export function parseTemplateText(text: string): Value {
  const kind = text.trimStart().startsWith('{') ? 'JSON' : 'YAML';
  try {
    const value = load(text, { schema, listener: dropAnchors }) as Value;
    rejectMergeKeys(value);
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

function rejectMergeKeys(value: Value): void {
  if (Array.isArray(value)) {
    value.forEach(rejectMergeKeys);
  } else if (typeof value === 'object' && value !== null) {
    if (Object.hasOwn(value, '<<')) throw new Error('merge key');
    Object.values(value).forEach(rejectMergeKeys);
  }
}
