import { CollectionTag, ScalarTag } from 'yaml';

/** Short forms of functions. `!Condition` is the only one besides `!Ref` without the prefix. */
const functions = [
  'Base64',
  'Cidr',
  'And',
  'Equals',
  'If',
  'Not',
  'Or',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'ImportValue',
  'Join',
  'Select',
  'Split',
  'Sub',
  'Transform',
  'Length',
  'ToJsonString',
  'ForEach',
  'Contains',
];

/** The long form of a tag, `Fn::Sub` for `!Sub`; an unknown tag too, so that it is an unknown function. Undefined for YAML's own tags. */
export function functionOfTag(tag: string): string | undefined {
  if (!tag.startsWith('!')) return undefined;
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** Lets the parser keep the tags on scalars, lists and maps without a warning. */
export const cloudFormationTags: Array<ScalarTag | CollectionTag> = [
  'Ref',
  'Condition',
  ...functions,
].flatMap(
  (name): Array<ScalarTag | CollectionTag> => [
    { tag: `!${name}`, resolve: (text: string) => text },
    { tag: `!${name}`, collection: 'seq' },
    { tag: `!${name}`, collection: 'map' },
  ],
);
