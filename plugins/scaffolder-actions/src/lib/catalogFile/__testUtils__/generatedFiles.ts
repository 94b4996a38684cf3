import { stackArn } from './records';

/** Chooses one of its arguments. The same seed results in the same choices. */
export type Random = { pick<T>(...choices: T[]): T };

/** A generator of pseudorandom picks (mulberry32, public domain). */
export function randomOf(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { pick: (...choices) => choices[Math.floor(next() * choices.length)] };
}

/** A generated catalog file. */
export type GeneratedFile = {
  text: string;
  /** True if an edit must succeed; otherwise it may be refused. */
  isOrdinary: boolean;
};

/** `annotations` of a Component, indented by two levels of `i`. The second entry of each is true if it is ordinary. */
const annotations = (i: string, arn: string): Array<[string, boolean]> => [
  ['', true],
  [`${i}annotations:\n`, true],
  [`${i}annotations: {}   # none\n`, true],
  [`${i}annotations: ~\n`, true],
  [`${i}annotations:\n${i}${i}a/b: x # why\n${i}${i}# and this\n\n`, true],
  [
    `${i}annotations:\n${i}${i}"private-serverless.dev/stack-arn": '${arn}'\n`,
    true,
  ],
  [`${i}annotations:\n${i}${i}? a/b\n${i}${i}: x\n`, true],
  [`${i}annotations:\n${i}${i}? private-serverless.dev/stack-arn\n`, true],
  [`${i}annotations: { a/b: "x, y", c/d: [1, {e: f}] }\n`, true],
  [`${i}annotations: {\n${i}${i}a/b: x, # why\n${i}${i}}\n`, true],
  [
    `${i}annotations:\n${i}${i}text: |+\n${i}${i}  one\n\n${i}${i}  # no comment\n\n`,
    true,
  ],
  [
    `${i}annotations:\n${i}${i}private-serverless.dev/stack-arn: >-\n${i}${i}  ${arn}\n${i}${i}a/b: "x\n${i}${i}  y"\n`,
    true,
  ],
  [`${i}annotations:\t# tab\n${i}${i}a/b:\t'it''s'\n`, true],
  [`${i}annotations: &own\n${i}${i}a/b: x\n`, true],
  [`${i}annotations: !!map\n${i}${i}a/b: x\n`, true],
  [`${i}annotations: &shared\n${i}${i}a/b: x\n${i}labels: *shared\n`, false],
  [`${i}labels: &shared\n${i}${i}a/b: x\n${i}annotations: *shared\n`, false],
  [
    `${i}labels: &shared {a: b}\n${i}annotations:\n${i}${i}<<: *shared\n${i}${i}c/d: x\n`,
    false,
  ],
  [`${i}annotations:\n${i}${i}$yaml: ./annotations.yaml\n`, false],
  [`${i}annotations:\n${i}- a/b: x\n`, false],
  [`${i}annotations: some text\n`, false],
  [
    `${i}annotations:\n${i}${i}private-serverless.dev/stack-arn: {$text: ./arn}\n`,
    false,
  ],
  [
    `${i}annotations:\n${i}${i}private-serverless.dev/stack-arn: &arn old\n${i}${i}a/b: *arn\n`,
    false,
  ],
];

/** `dependsOn` of a Component, in the same form. */
const dependsOn = (i: string): Array<[string, boolean]> => [
  ['', true],
  [`${i}dependsOn:\n`, true],
  [`${i}dependsOn: []\n`, true],
  [`${i}dependsOn:\n${i}- resource:default/other\n`, true],
  [
    `${i}dependsOn:\n${i}${i}- resource:default/other # mail\n${i}${i}# last\n`,
    true,
  ],
  [
    `${i}dependsOn:\n${i}- # the old table\n${i}  resource:default/other\n${i}# - resource:later\n`,
    true,
  ],
  [
    `${i}dependsOn:\n${i}-\n${i}  resource:orders-gone\n${i}- "resource:orders-kept"\n`,
    true,
  ],
  [`${i}dependsOn:\n${i}  # only this\n${i}  - resource:orders-gone\n`, true],
  [`${i}dependsOn: [resource:default/orders-gone]\n`, true],
  [`${i}dependsOn: [ 'resource:orders-gone' , resource:other, ] # end\n`, true],
  [
    `${i}dependsOn: [resource:other, # why\n${i}  resource:orders-gone # this\n${i}  ]\n`,
    true,
  ],
  [`${i}dependsOn: &own [resource:other]\n`, true],
  [`${i}dependsOn: !!seq\n${i}- resource:other\n`, true],
  [`${i}dependsOn: resource:default/other\n`, false],
  [`${i}dependsOn:\n${i}${i}$yaml: ./depends.yaml\n`, false],
  [`${i}dependsOn: &deps [resource:other]\n${i}providesApis: *deps\n`, false],
  [`${i}providesApis: &deps [resource:other]\n${i}dependsOn: *deps\n`, false],
  [
    `${i}dependsOn:\n${i}- &gone resource:orders-gone\n${i}consumesApis: [*gone]\n`,
    false,
  ],
  [
    `${i}? dependsOn\n${i}: - resource:other\n${i}  - resource:orders-gone\n`,
    false,
  ],
];

/** Documents of other entities, which an edit must not change. */
const others = [
  'kind: API\nmetadata: {name: orders-api}\nspec:\n  definition: |\n    openapi: 3\n    # no comment\n\n',
  '# by hand\nkind: Resource\nmetadata:\n  name: smtp\nspec: { type: mail }\n# end of smtp\n',
  'kind: Resource\nmetadata: &m\n  name: orders-items\n  title: By hand\nspec:\n  labels: *m\n',
  'kind: Component\nmetadata:\n  name: orders\n  namespace: shop\nspec: {type: service}\n',
  'kind: Component\nmetadata:\n  name: orders-web\n  annotations: {private-serverless.dev/stack-arn: other}\n',
  `kind: Resource\nmetadata:\n  name: orders-of-web\n  annotations:\n    private-serverless.dev/recorded-from: other\nspec:\n  note: 'yes'\n`,
  '"kind": "System"\n"metadata": {"name": "shop", "labels": {"__proto__": "x", "constructor": "y"}}\n',
  '',
];

/** Documents that recordOutputs wrote earlier. */
const recorded = (name: string) =>
  `kind: Resource # ours\nmetadata:\n  name: ${name}\n  title: renamed by hand\n  annotations:\n    private-serverless.dev/recorded-from: ${stackArn}\n    private-serverless.dev/physical-id: old\nspec:\n  type: aws-dynamodb-table\n`;

const separators = [
  '---\n',
  '---\n',
  '--- # next\n',
  '...\n---\n',
  '# between\n---\n',
  '...\n# between\n---\n',
  '...\n%YAML 1.2\n---\n',
];

/** A catalog file with the Component `orders` and up to four other documents. */
export function generatedFile({ pick }: Random): GeneratedFile {
  const i = pick(' ', '  ', '    ');
  const [noted, isNoted] = pick(...annotations(i, pick(stackArn, 'old')));
  const [depends, isDepending] = pick(...dependsOn(i));
  const metadata = pick(
    `metadata:\n${i}name: orders\n${noted}`,
    `metadata:\n${noted}${i}name: Orders # the name\n`,
    `metadata:\n\n${i}# first\n${i}namespace: default\n${noted}${i}name: "orders"\n`,
  );
  const spec = pick(
    `spec:\n${i}type: service\n${i}owner: payments\n${depends}`,
    `spec:\n${depends}${i}owner: payments # on call\n`,
    depends && `spec:\n${depends}`,
  );
  const component = pick(
    `kind: Component\n${metadata}${spec}`,
    `${spec}kind: component # the service\n${metadata}`,
    `${metadata}kind: Component\n${spec}# tail\n`,
  );
  const documents = [
    component,
    ...pick(
      [],
      [recorded('orders-gone')],
      [recorded('orders-items'), recorded('orders-gone')],
    ),
    ...pick([], [pick(...others)], [pick(...others), pick(...others)]),
  ];
  const start = pick(0, 1, 2) % documents.length;
  const ordered = documents.slice(start).concat(documents.slice(0, start));
  let text = pick('', '# head\n', '---\n', '# head\n---\n');
  text += ordered.reduce((all, next) => `${all}${pick(...separators)}${next}`);
  text += pick('', '', '...\n', '# end of file\n', '---\n');
  if (pick(true, false, false, false)) text = text.replace(/\n$/, '');
  if (pick(true, false, false)) text = text.replace(/\n/g, '\r\n');
  if (pick(true, false, false)) text = `\uFEFF${text}`;
  return { text, isOrdinary: isNoted && isDepending };
}
