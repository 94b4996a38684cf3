import { parseAllDocuments } from 'yaml';
import { recordOf, stackArn } from './__testUtils__/records';
import { recordInCatalog } from './recordInCatalog';

const record = (text: string, ids: string[] = [], annotations = {}) =>
  recordInCatalog(text, 'catalog-info.yaml', recordOf(ids, annotations));
const valuesOf = (text: string) =>
  parseAllDocuments(text).map(document => document.toJS());
const arnLine = `private-serverless.dev/stack-arn: ${stackArn}`;

const file = `# who owns this: payments
apiVersion: backstage.io/v1alpha1
kind: Component # the service
metadata:
  name: orders
  annotations:
    # found by TechDocs
    backstage.io/techdocs-ref: dir:.   # aligned
    ${arnLine}


spec:
  type: service
  owner: group:default/payments # on call
  system: shop
  dependsOn:
    # the mail gateway
    - resource:default/smtp
    - resource:orders-items-table
---
# by hand
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: { name: smtp }
spec: { type: mail, owner: ops }
`;

describe('recordInCatalog', () => {
  it('appends Resources, adds the references to them and keeps every line', () => {
    const written = record(file, ['ItemsTable', 'Orders']);
    expect(written).toContain(
      '    - resource:orders-items-table\n    - resource:default/orders-orders\n---\n# by hand\n',
    );
    for (const line of file.split('\n')) expect(written).toContain(line);
    expect(valuesOf(written).slice(2)).toMatchObject([
      {
        kind: 'Resource',
        metadata: {
          name: 'orders-items-table',
          annotations: {
            'private-serverless.dev/recorded-from': stackArn,
            'private-serverless.dev/physical-id': 'id-of-ItemsTable',
          },
        },
        spec: {
          type: 'aws-dynamodb-table',
          owner: 'group:default/payments',
          system: 'shop',
        },
      },
      { metadata: { name: 'orders-orders' } },
    ]);
  });

  it('changes nothing the second time', () => {
    const once = record(file, ['ItemsTable', 'Orders']);
    expect(record(once, ['Orders', 'ItemsTable'])).toBe(once);
  });

  it('removes deleted Resources and the references to them', () => {
    const before = record(file, ['ItemsTable', 'Orders']).replace(
      'title: "orders: ItemsTable"',
      'title: All items # renamed by hand',
    );
    const after = record(before, ['ItemsTable']);
    expect(after).not.toContain('orders-orders');
    expect(after).toContain('title: All items # renamed by hand');
    expect(record(after)).toBe(
      file.replace('    - resource:orders-items-table\n', ''),
    );
  });

  it('removes only Resources that were recorded from a stack of the Component', () => {
    const of = (from: string, more = '') =>
      `---\nkind: Resource\nmetadata:\n  name: orders-old\n  annotations:\n    private-serverless.dev/recorded-from: ${from}\n${more}`;
    const web = `---\nkind: Component\nmetadata:\n  name: web\n  annotations:\n    private-serverless.dev/stack-arn: ${stackArn}\n`;
    const sameStack = stackArn.replace(/1$/, '2');
    expect(record(file + of(sameStack))).not.toContain('orders-old');
    for (const kept of [
      file + of('another-stack'),
      file + of(stackArn) + web,
      file +
        of(stackArn).replace(
          'name: orders-old',
          'namespace: shop\n  name: orders-old',
        ),
      file + of(stackArn).replace('recorded-from', 'noted-from'),
    ]) {
      expect(record(kept)).toBe(kept);
    }
  });

  it('does not change a Resource of the same name that a user wrote', () => {
    const own = `${file}---\nkind: resource\nmetadata:\n  name: Orders-Items-Table\n`;
    expect(record(own, ['ItemsTable'])).toBe(own);
  });

  it("reads a reference without a namespace in the Component's namespace, as the catalog does", () => {
    const text = `kind: Component\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  dependsOn: [resource:orders-items-table, resource:default/orders-items-table]\n`;
    const written = recordInCatalog(text, 'catalog-info.yaml', {
      ...recordOf(['ItemsTable']),
      entityRef: 'component:shop/orders',
    });
    expect(written).toContain(
      'dependsOn: [resource:orders-items-table, resource:default/orders-items-table]\n',
    );
    expect(valuesOf(written)[1].metadata.namespace).toBe('shop');
  });

  it('keeps comments between documents, directives and end markers', () => {
    const before = `%YAML 1.2\n---\nkind: Component\nmetadata:\n  name: orders\nspec: {}\n...\n# about the next one\n`;
    const ours = `---\nkind: Resource\nmetadata:\n  name: orders-gone\n  annotations:\n    private-serverless.dev/recorded-from: ${stackArn}\n`;
    const after = `# about the API\n...\n%YAML 1.1\n---\nkind: API\nspec:\n  flag: yes\n`;
    const written = record(before + ours + after);
    expect(written).toBe(
      before.replace('orders\n', `orders\n  annotations:\n    ${arnLine}\n`) +
        after,
    );
    expect(valuesOf(written).at(-1).spec).toEqual({ flag: true });
  });

  it.each([
    ['line ends of Windows', file.replace(/\n/g, '\r\n')],
    ['a byte order mark', `\uFEFF${file}`],
    ['a missing newline at the end', file.trimEnd()],
  ])('keeps %s', (_, text) => {
    const written = record(text, ['ItemsTable'], { 'a/b': 'x' });
    expect(valuesOf(written)).toEqual(
      valuesOf(record(file, ['ItemsTable'], { 'a/b': 'x' })),
    );
    expect(written.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
    expect(/(?<!\r)\n/.test(written)).toBe(!text.includes('\r\n'));
    expect(written.endsWith('\n')).toBe(text.endsWith('\n'));
  });

  it('keeps JSON as JSON', () => {
    const text = '{"kind": "Component", "metadata": {"name": "orders"}}\n';
    expect(JSON.parse(record(text))).toEqual({
      kind: 'Component',
      metadata: {
        name: 'orders',
        annotations: { 'private-serverless.dev/stack-arn': stackArn },
      },
    });
  });

  it.each([
    ['annotations:\n', `annotations:\n    ${arnLine}\n`],
    ['annotations: ~ # none\n', `annotations: # none\n    ${arnLine}\n`],
    ['annotations: {}\n', `annotations:\n    ${arnLine}\n`],
    ['annotations: {\n  }\n', `annotations:\n    ${arnLine}\n`],
    [
      'annotations: { a/b: c,\n  }\n',
      `annotations: { a/b: c, ${arnLine},\n  }\n`,
    ],
    [
      `annotations:\n    private-serverless.dev/stack-arn: 'old'      # why\n`,
      `annotations:\n    private-serverless.dev/stack-arn: '${stackArn}'      # why\n`,
    ],
    [
      'annotations:\n    private-serverless.dev/stack-arn: # later\n',
      `annotations:\n    ${arnLine} # later\n`,
    ],
    [
      'annotations:\n    private-serverless.dev/stack-arn: &own old\n',
      `annotations:\n    private-serverless.dev/stack-arn: &own ${stackArn}\n`,
    ],
    [
      'labels: &x {a: b}\n  annotations:\n    private-serverless.dev/stack-arn: *x\n',
      `labels: &x {a: b}\n  annotations:\n    ${arnLine}\n`,
    ],
    [
      'annotations:\n    private-serverless.dev/stack-arn: |\n      old\n      text\n\n    # next\n    a/b: c\n',
      `annotations:\n    ${arnLine}\n\n    # next\n    a/b: c\n`,
    ],
  ])('sets an annotation in %j', (before, after) => {
    const text = (annotations: string) =>
      `kind: Component\nmetadata:\n  name: orders\n  ${annotations}spec:\n  type: service\n`;
    expect(record(text(before))).toBe(text(after));
  });

  it.each([
    [' [a, resource:orders-gone, b]\n', ' [a, b]\n'],
    [' [resource:orders-gone, b] # c\n', ' [b] # c\n'],
    [
      ' [a, # one\n    resource:orders-gone # two\n    ]\n',
      ' [a # one\n     # two\n    ]\n',
    ],
    [
      '\n  - a\n  - # old\n    resource:orders-gone\n  - b\n',
      '\n  - a\n  - b\n',
    ],
    [
      '\n    # only this\n    - resource:orders-gone # gone\n',
      ' []\n    # only this\n',
    ],
  ])('removes a reference from%s', (before, after) => {
    const text = (dependsOn: string) =>
      `kind: Component\nmetadata:\n  name: orders\n  annotations:\n    ${arnLine}\nspec:\n  type: service\n  dependsOn:${dependsOn}`;
    const ours = `---\nkind: Resource\nmetadata:\n  name: orders-gone\n  annotations:\n    private-serverless.dev/recorded-from: ${stackArn}\n`;
    expect(record(text(before) + ours)).toBe(text(after));
  });

  it('quotes values that a comma or another YAML version would change', () => {
    const text =
      'kind: Component\nmetadata: {name: orders, annotations: {a/b: c}}\n';
    const written = record(text, [], {
      'x/list': 'vpce-1, vpce-2',
      'x/yes': 'yes',
      'x/lines': 'a\nb',
    });
    expect(valuesOf(written)[0].metadata.annotations).toMatchObject({
      'x/list': 'vpce-1, vpce-2',
      'x/yes': 'yes',
      'x/lines': 'a\nb',
    });
    expect(written).toContain('x/yes: "yes"');
  });
});

describe('recordInCatalog refuses', () => {
  const orders = 'kind: Component\nmetadata:\n  name: orders\n';

  it.each([
    ['no YAML', 'kind: [', /^catalog-info\.yaml:1: not valid YAML: /],
    [
      'a duplicate key',
      `${orders}  name: x\n`,
      /^catalog-info\.yaml:4: not valid YAML: duplicate key 'name'/,
    ],
    [
      'a tab as indentation',
      'kind: Component\nmetadata:\n\tname: orders\n',
      /^catalog-info\.yaml:3: not valid YAML/,
    ],
    [
      'an unresolved alias',
      `${orders}  labels: *x\n`,
      /^catalog-info\.yaml:4: alias \*x has no anchor above it/,
    ],
    [
      'a file without entities',
      '- just\n- a list\n',
      /^catalog-info\.yaml: entityRef 'component:default\/orders' is not in the file\. The file contains no entity\./,
    ],
    [
      'another namespace',
      `${orders}  namespace: shop\n---\n${orders.replace('Component', 'API')}`,
      /The file contains component:shop\/orders \(line 1\), api:default\/orders \(line 5\)\. Correct entityRef or path\./,
    ],
    [
      'the Component twice',
      `${orders}---\n${orders.replace('Component', 'component')}`,
      /^catalog-info\.yaml: the file contains component:default\/orders 2 times, on lines 1, 4\./,
    ],
    [
      'shared metadata',
      `${orders.replace('metadata:', 'metadata: &m')}x-copy: *m\n`,
      /^catalog-info\.yaml:3: metadata is shared: line 4 repeats it as \*m\./,
    ],
    [
      'a merge key that has annotations',
      `x-base: &base\n  annotations: {a/b: c}\n${orders.replace(
        'metadata:',
        'metadata:\n  <<: *base',
      )}`,
      /^catalog-info\.yaml:1: recording the stack would change metadata.* too, which a << key repeats/,
    ],
    [
      'a placeholder as a value',
      `${orders}  annotations:\n    private-serverless.dev/stack-arn:\n      $text: ./arn\n`,
      /^catalog-info\.yaml:5: metadata\.annotations\.private-serverless\.dev\/stack-arn is a \$text placeholder, not text/,
    ],
    [
      'aliases that multiply',
      `x: &a [1,1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nw: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n${orders}`,
      /^catalog-info\.yaml:1: the document cannot be read: Excessive alias count/,
    ],
    [
      'deep nesting in flow style',
      `x: ${'['.repeat(50_000)}`,
      /^catalog-info\.yaml:1: more than 200 nested levels\./,
    ],
    [
      'deep nesting in block style',
      `x:\n${'- '.repeat(50_000)}`,
      /^catalog-info\.yaml:2: more than 200 nested levels\./,
    ],
    [
      'more keys than the parser could compare',
      Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join(''),
      /^catalog-info\.yaml:\d+: more than 100000 YAML tokens before this line\./,
    ],
    [
      'an alias as a key',
      `${orders}  labels: { a: &x b }\n  *x : c\n`,
      /^catalog-info\.yaml:5: metadata has an alias as a key\./,
    ],
    [
      'too much text',
      `#${'x'.repeat(1024 * 1024)}`,
      /^catalog-info\.yaml: the file has 1048577 characters; the maximum is 1048576\./,
    ],
  ])('%s', (_, text, message) => {
    expect(() => record(text, ['ItemsTable'])).toThrow(message);
  });

  it('accepts unusual parts that it does not change', () => {
    const text = `${orders}  annotations:\n    ${arnLine}\nspec:\n  dependsOn:\n    $yaml: ./depends.yaml\n`;
    expect(record(text)).toBe(text);
  });

  it('does not write the file to the log of the process', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    expect(() => record('metadata:\n  name: {{ values.name }}\n')).toThrow(
      'is not in the file',
    );
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
