/** The result of a reader: a value, or a rejection. */
export type Reading = { value: unknown } | { rejected: true };

/**
 * Other readers, which may differ from the product's reader if a note gives the
 * reason.
 */
export type OtherReader = 'sandbox' | 'SnakeYAML' | 'cfn-lint';

/** A text for all readers, and its expected value. */
export type Text = {
  text: string;
  reading: Reading;
  /** Readers with another result, and why the product's reader is right. */
  differs?: Partial<Record<OtherReader, string>>;
};

const rejected: Reading = { rejected: true };
const is = (text: string, value: unknown, differs?: Text['differs']): Text => ({
  text,
  reading: { value },
  differs,
});
const isRejected = (text: string, differs?: Text['differs']): Text => ({
  text,
  reading: rejected,
  differs,
});

const lenientTabs = {
  sandbox: 'js-yaml 4 separates with tabs',
  'cfn-lint': 'libyaml separates with tabs',
};

/** The texts. Readers of templates disagree about each of them. */
export const texts: Text[] = [
  // booleans and words
  is('A: yes', { A: true }),
  is('A: No', { A: false }),
  is('A: on', { A: true }),
  is('A: OFF', { A: false }),
  is('A: oN', { A: 'oN' }),
  is('A: y', { A: 'y' }),
  is('A: Y', { A: 'Y' }),
  is('A: n', { A: 'n' }),
  is('AttributeType: N', { AttributeType: 'N' }),
  is('N: 1', { N: 1 }),
  is('yes: 1', { true: 1 }),
  is("A: 'yes'", { A: 'yes' }),
  is('A: ~', { A: null }),
  is('A: Null', { A: null }),
  is('A:', { A: null }),
  is('A: nULL', { A: 'nULL' }),
  isRejected('~: a', { sandbox: 'js-yaml 4 makes text of the key' }),
  is('A: =', { A: '=' }, { 'cfn-lint': 'PyYAML has a type for it' }),
  // numbers
  is('A: 443', { A: 443 }),
  is('A: 012345670123', { A: 1402433619 }),
  is('A: 012345678901', { A: '012345678901' }),
  is('A: 098765432109', { A: '098765432109' }),
  is('012345670123: a', { '1402433619': 'a' }),
  is('A: 000000000000', { A: 0 }),
  is('A: -012', { A: -10 }),
  is('A: 0o17', { A: '0o17' }),
  is('A: 0x1F', { A: 31 }),
  is('A: 0b11', { A: 3 }),
  is('A: 1_000', { A: 1000 }),
  is('A: 1,000', { A: '1,000' }),
  is('A: 22:22', { A: 1342 }),
  is('A: 1.0', { A: '1.0' }),
  is('A: 5.10', { A: '5.1' }),
  is('A: -.5', { A: '-0.5' }),
  is('A: +.5', { A: '0.5' }),
  is('A: ._5', { A: '0.5' }),
  is('A: 0_', { A: '0_' }),
  is('A: 0_7', { A: 7 }),
  is('A: 12345e7', { A: '1.2345E11' }),
  is('A: 1e3', { A: '1000.0' }),
  is('A: 12345678901234567890', { A: '12345678901234567890' }),
  is('A: 1.2.3', { A: '1.2.3' }),
  is('A: 10.0.0.0/8', { A: '10.0.0.0/8' }),
  // dates
  is('A: 2012-10-17', { A: '2012-10-17' }),
  is('2010-09-09: a', { '2010-09-09': 'a' }),
  is('A: 2001-12-14t21:59:43.10-05:00', {
    A: '2001-12-14t21:59:43.10-05:00',
  }),
  // brackets and quotes with less indentation than YAML requires
  is('A: [\n  a\n]\nC: 1', { A: ['a'], C: 1 }),
  is('A:\n  B: {\n    a: [\n      x\n    ]\n  }\nC: 1', {
    A: { B: { a: ['x'] } },
    C: 1,
  }),
  is('A:\n  - B: [\n a\n ]\nC: 1', { A: [{ B: ['a'] }], C: 1 }),
  is('A:\n    B: [\n  a,\n  b\n]\nC: 1\n', { A: { B: ['a', 'b'] }, C: 1 }),
  is('A:\n  B: "x\ny"\nC: 1', { A: { B: 'x y' }, C: 1 }),
  is("A:\n  B: 'x\n y'\nC: 1", { A: { B: 'x y' }, C: 1 }),
  // tabs
  isRejected('A:\n\tB: 1'),
  isRejected('\tA: 1'),
  isRejected('A: |\n\tx'),
  isRejected('A:\tB', lenientTabs),
  isRejected('A: [\n\tb]', lenientTabs),
  is('A: b\t# c', { A: 'b' }),
  is(
    '{"A":\t1,\n\t"B": [\t]}',
    { A: 1, B: [] },
    {
      SnakeYAML: 'CloudFormation reads JSON with a JSON parser',
    },
  ),
  // aliases, merge keys, duplicate keys, several documents
  isRejected('A: &x 1\nB: *x', {
    'cfn-lint': 'resolves aliases before it judges',
  }),
  isRejected('A: *x'),
  is('A: &x 1', { A: 1 }),
  isRejected('A:\n  <<: {B: 1}', {
    'cfn-lint': 'merges before it judges',
  }),
  isRejected('A: 1\nA: 2'),
  isRejected('A: {b: 1, "b": 2}'),
  isRejected('{"A": 1, "A": 2}'),
  isRejected('yes: 1\ntrue: 2'),
  isRejected('A: 1\n---\nB: 1'),
  is('--- \nA: 1\n...', { A: 1 }),
  is('%YAML 1.1\n---\nA: 1', { A: 1 }),
  // tags
  is('A: !Ref x', { A: { Ref: 'x' } }),
  is('A: !Ref 012', { A: { Ref: '012' } }),
  is('A: !GetAZs', { A: { 'Fn::GetAZs': '' } }),
  is('A: !Sub yes', { A: { 'Fn::Sub': 'yes' } }),
  is('A: !If [a, 012, yes]', { A: { 'Fn::If': ['a', 10, true] } }),
  is('A: !GetAtt a.b.c', { A: { 'Fn::GetAtt': ['a', 'b.c'] } }),
  is('A: !GetAtt [a, b]', { A: { 'Fn::GetAtt': ['a', 'b'] } }),
  is('A: !If [a, !Ref b, c]', { A: { 'Fn::If': ['a', { Ref: 'b' }, 'c'] } }),
  is('A: !Sub\n  - x\n  - {a: b}', { A: { 'Fn::Sub': ['x', { a: 'b' }] } }),
  is('A: !Sub |\n  x\n', { A: { 'Fn::Sub': 'x\n' } }),
  is('A: !!str 012', { A: '012' }),
  isRejected('A: !foo!bar 1'),
  isRejected('A: !Ref !Sub x'),
  // keys
  is('constructor: {__proto__: {a: 1}}', {
    constructor: JSON.parse('{"__proto__": {"a": 1}}'),
  }),
  is('toString: 1\nhasOwnProperty: 2', { toString: 1, hasOwnProperty: 2 }),
  is('? A\n: b', { A: 'b' }),
  isRejected('{a: b}: c', { sandbox: 'js-yaml 4 makes text of the key' }),
  is('A: {a:1}', { A: { 'a:1': null } }),
  is('A: {"a":1}', { A: { a: 1 } }),
  is('A: [a: 1]', { A: [{ a: 1 }] }),
  // scalars of several kinds
  is('A: "a\\\n  b"', { A: 'ab' }),
  is('A: >-\n  a\n  b', { A: 'a b' }),
  is('A: |+\n  a\n\n', { A: 'a\n\n' }),
  is("A: 'it''s'", { A: "it's" }),
  is('A: b#c #d', { A: 'b#c' }),
  is('A: 😀', { A: '😀' }),
  is('\uFEFFA: 1', { A: 1 }),
  is('A: 1\r\nB: 2\r\n', { A: 1, B: 2 }),
  isRejected('A: "\\q"'),
  isRejected('A: a: b'),
  isRejected('A: @b'),
  isRejected('A: [a, , b]'),
  isRejected('A: [a'),
  isRejected('A:\0 1'),
];
