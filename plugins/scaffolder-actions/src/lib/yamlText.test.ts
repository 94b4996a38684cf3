import { parseAllDocuments } from 'yaml';
import {
  addToListInText,
  appendDocument,
  documentsOf,
  removeDocuments,
  removeFromListInText,
  setInText,
} from './yamlText';

const odd = `---
# top

apiVersion: backstage.io/v1alpha1
kind:   Component   # aligned


metadata:
    name: "orders"
    tags:
    - a
    - 'b'
    links: [ {url: "https://x"},   {url: 'y'} ]
    description: >
      folded text
      goes on

    annotations:
        a/b: 'x'      # why
        c/d:   y      # and this

        # a comment at the end
spec:
    type: service
    dependsOn:
    - resource:default/a   # mail
    # the second one
    - "resource:b"
...
---
kind: API
metadata: {name: x}   # flow
spec:
  definition: |
    openapi: 3


`;
const parsed = (text: string) =>
  parseAllDocuments(text).map(document => document.toJS());
const annotation = (name: string) => ['metadata', 'annotations', name];
const anywhere = ['spec', 'dependsOn'];

/** The lines of a text that another one does not have, in order; every line of the other must be there. */
function added(before: string, after: string): string[] {
  const rest = before.split('\n');
  const more = after.split('\n').filter(line => {
    if (line !== rest[0]) return true;
    rest.shift();
    return false;
  });
  expect(rest).toEqual([]);
  return more;
}

describe('in an oddly written file', () => {
  it('adds a value and changes no other character', () => {
    const written = setInText(odd, 0, annotation('e/f'), 'new: value');
    expect(added(odd, written)).toEqual(
      ["        e/f: 'new: value'"].map(q => q.replace(/'/g, '"')),
    );
    const [component] = parsed(written);
    expect(component.metadata.annotations).toEqual({
      'a/b': 'x',
      'c/d': 'y',
      'e/f': 'new: value',
    });
    expect(component.spec).toEqual(parsed(odd)[0].spec);
  });

  it('changes a value in its own quotes, and keeps the comment beside it', () => {
    expect(setInText(odd, 0, annotation('a/b'), 'z')).toBe(
      odd.replace("'x'      # why", "'z'      # why"),
    );
    expect(setInText(odd, 0, ['metadata', 'name'], 'z')).toBe(
      odd.replace('"orders"', '"z"'),
    );
    expect(setInText(odd, 0, annotation('c/d'), 'y')).toBe(odd);
  });

  it('adds to a list as it is indented, and removes from it', () => {
    const written = addToListInText(odd, 0, anywhere, ['resource:c']);
    expect(added(odd, written)).toEqual(['    - resource:c']);
    const is = (ref: string) => (item: unknown) =>
      (item as { value: string }).value === ref;
    expect(removeFromListInText(written, 0, anywhere, is('resource:c'))).toBe(
      odd,
    );
    expect(
      parsed(removeFromListInText(odd, 0, anywhere, () => true))[0].spec,
    ).toEqual({ type: 'service' });
  });

  it('adds to maps and lists in one line', () => {
    const written = setInText(odd, 1, annotation('a/b'), 'x, y');
    expect(written).toContain(
      'metadata: {name: x, annotations: { a/b: "x, y" }}   # flow',
    );
    expect(parsed(written)[0]).toEqual(parsed(odd)[0]);
    const list = 'spec: { dependsOn: [a, b] } # two\n';
    const more = addToListInText(list, 0, anywhere, ['c', 'd']);
    expect(more).toBe('spec: { dependsOn: [a, b, c, d] } # two\n');
    const is = (name: string) => (item: unknown) =>
      (item as { value: string }).value === name;
    for (const name of ['a', 'd']) {
      expect(
        parsed(removeFromListInText(more, 0, anywhere, is(name)))[0].spec
          .dependsOn,
      ).toEqual(['a', 'b', 'c', 'd'].filter(other => other !== name));
    }
    expect(removeFromListInText(list, 0, anywhere, () => true)).toMatch(
      /^spec: \{ +\} # two\n$/,
    );
  });

  it('adds and removes whole documents', () => {
    const written = appendDocument(odd, { kind: 'Resource' });
    expect(written).toBe(`${odd}---\nkind: Resource\n`);
    const isResource = (document: ReturnType<typeof documentsOf>[number]) =>
      document.get('kind') === 'Resource';
    expect(removeDocuments(written, isResource)).toBe(odd);
  });
});

describe('where there is nothing yet', () => {
  const wanted = { metadata: { name: 'x', annotations: { 'a/b': 'y' } } };

  it.each([
    'metadata:\n  name: x\n',
    'metadata:\n  name: x',
    'metadata:\n  name: x\n  annotations:\n',
    'metadata:\n  name: x\n  annotations:',
    'metadata:\n  name: x\n  annotations: {}\n',
    'metadata:\n  name: x\n  annotations: {} # none\n',
    'metadata:\n  name: x\n  annotations: ~ # none\n',
    'metadata:\n  annotations: null\n  name: x\n',
    'metadata: { name: x }\n',
    '{ "metadata": { "name": "x" } }\n',
    '{ "metadata": { "name": "x", "annotations": {} } }\n',
    'metadata:\n  name: x\n# the end\n',
  ])('%j', text => {
    const written = setInText(text, 0, annotation('a/b'), 'y');
    expect(parsed(written)).toEqual([wanted]);
    for (const comment of text.match(/# .*/g) ?? []) {
      expect(written).toContain(comment);
    }
    // A second value goes beside the first one.
    expect(parsed(setInText(written, 0, annotation('c/d'), 'z'))).toEqual([
      { metadata: { name: 'x', annotations: { 'a/b': 'y', 'c/d': 'z' } } },
    ]);
  });

  it('makes every map on the way, and a list', () => {
    expect(setInText('kind: Component\n', 0, annotation('a/b'), 'y')).toBe(
      'kind: Component\nmetadata:\n  annotations:\n    a/b: y\n',
    );
    for (const text of [
      'spec:\n  a: b\n',
      'spec:\n  a: b\n  dependsOn: []\n',
    ]) {
      expect(addToListInText(text, 0, anywhere, ['x', 'y'])).toBe(
        'spec:\n  a: b\n  dependsOn:\n    - x\n    - y\n',
      );
    }
  });

  it('goes behind a text of several lines', () => {
    const text =
      'metadata:\n  annotations:\n    a: |\n      one\n\n      two\nspec: {}\n';
    expect(setInText(text, 0, annotation('b'), 'y')).toBe(
      text.replace('two\n', 'two\n    b: y\n'),
    );
  });

  it('replaces a text of several lines', () => {
    const text =
      'metadata:\n  annotations:\n    a: >\n      one\n      two\n    b: c\n';
    expect(parsed(setInText(text, 0, annotation('a'), 'y'))).toEqual([
      { metadata: { annotations: { a: 'y', b: 'c' } } },
    ]);
  });
});

it('keeps the line ends of Windows', () => {
  const text = 'metadata:\r\n  name: x # why\r\nspec:\r\n  type: y\r\n';
  const written = appendDocument(setInText(text, 0, annotation('a/b'), 'y'), {
    kind: 'Resource',
  });
  expect(written).toBe(
    'metadata:\r\n  name: x # why\r\n  annotations:\r\n    a/b: y\r\nspec:\r\n  type: y\r\n---\r\nkind: Resource\r\n',
  );
});

it('follows no alias and keeps anchors', () => {
  const text =
    'metadata:\n  name: &n x\n  annotations:\n    a: *n\n    b: &m c\n';
  expect(setInText(text, 0, annotation('a'), 'y')).toBe(
    text.replace('*n', 'y'),
  );
  expect(setInText(text, 0, annotation('b'), 'y')).toBe(
    text.replace('&m c', '&m y'),
  );
});
