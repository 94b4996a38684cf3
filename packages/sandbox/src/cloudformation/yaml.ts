import {
  parseDocument,
  ScalarTag,
  CollectionTag,
  YAMLMap,
  YAMLSeq,
  Tags,
} from 'yaml';
import { Value } from '../account/account';
import { validationError } from '../protocol/errors';

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

function longForm(name: string, value: unknown): unknown {
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

const shortForms = SHORT_FORMS.flatMap(
  (name): Array<ScalarTag | CollectionTag> => [
    { tag: `!${name}`, resolve: text => longForm(name, text) },
    {
      tag: `!${name}`,
      collection: 'seq',
      resolve: node => longForm(name, (node as YAMLSeq).toJSON()),
    },
    {
      tag: `!${name}`,
      collection: 'map',
      resolve: node => longForm(name, (node as YAMLMap).toJSON()),
    },
  ],
);

/**
 * CloudFormation reads YAML 1.1 (`yes` is a boolean), except that a date such
 * as the `2012-10-17` of a policy stays text.
 */
const customTags = (tags: Tags): Tags => [
  ...tags.filter(
    tag => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp',
  ),
  ...shortForms,
];

/**
 * Reads a template's text, YAML with the short forms of the intrinsic
 * functions, or JSON.
 *
 * Throws `ValidationError` with CloudFormation's words and the position.
 */
export function parseTemplateText(text: string): Value {
  const json = text.trimStart().startsWith('{');
  const kind = json ? 'JSON' : 'YAML';
  const document = parseDocument(text, {
    version: '1.1',
    customTags,
    prettyErrors: true,
    logLevel: 'silent',
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const [start] = problem.linePos ?? [];
    const where = start ? ` (line ${start.line}, column ${start.col})` : '';
    throw validationError(
      `Template format error: ${kind} not well-formed.${where}`,
    );
  }
  try {
    const value = document.toJS() as Value;
    // An alias may lead back into what it is part of: that cannot be written.
    JSON.stringify(value);
    return value;
  } catch {
    throw validationError(`Template format error: ${kind} not well-formed.`);
  }
}
