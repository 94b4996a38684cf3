import { parseAllDocuments } from 'yaml';
import { resourceEntitiesOf, resourceName } from './resourceEntities';
import { writeResources } from './writeResources';

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';

const resourcesOf = (...resources: Array<[string, string, string?]>) =>
  resourceEntitiesOf({
    component: 'orders',
    stackArn,
    stackName: 'orders-local',
    resources: resources.map(([logicalId, type, physicalId = 'id-1']) => ({
      logicalId,
      type,
      physicalId,
      status: 'CREATE_COMPLETE',
    })),
  });

const table: [string, string] = ['ItemsTable', 'AWS::DynamoDB::Table'];
const endpoint: [string, string] = ['ApiEndpoint', 'AWS::EC2::VPCEndpoint'];

const file = `# who owns this: payments
apiVersion: backstage.io/v1alpha1
kind: Component # the service
metadata:
  name: orders
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

describe('writeResources', () => {
  it('adds what the stack has, relates it, and keeps every line that people wrote', () => {
    const written = writeResources(file, resourcesOf(table, endpoint));
    for (const line of file.split('\n')) expect(written).toContain(line);
    const [component, smtp, ...made] = parseAllDocuments(written).map(
      document => document.toJS(),
    );
    expect(component.spec.dependsOn).toEqual([
      'resource:default/smtp',
      'resource:orders-items-table',
      'resource:default/orders-api-endpoint',
    ]);
    expect(smtp.metadata).toEqual({ name: 'smtp' });
    expect(made).toMatchObject([
      {
        kind: 'Resource',
        metadata: { name: 'orders-api-endpoint' },
        spec: {
          type: 'aws-vpc-endpoint',
          owner: 'group:default/payments',
          system: 'shop',
        },
      },
      {
        metadata: {
          name: 'orders-items-table',
          annotations: {
            'private-serverless.dev/recorded-from': stackArn,
            'private-serverless.dev/physical-id': 'id-1',
          },
        },
      },
    ]);
  });

  it('changes nothing the second time', () => {
    const once = writeResources(file, resourcesOf(table, endpoint));
    expect(writeResources(once, resourcesOf(endpoint, table))).toBe(once);
  });

  it('removes what is gone if it was recorded, and takes a new physical id', () => {
    const before = writeResources(file, resourcesOf(table, endpoint)).replace(
      'title: "orders: ItemsTable"',
      'title: All items # renamed by hand',
    );
    const after = writeResources(
      before,
      resourcesOf(['ItemsTable', 'AWS::DynamoDB::Table', 'id-2']),
    );
    expect(after).not.toContain('api-endpoint');
    expect(after).toContain('title: All items # renamed by hand');
    expect(after).toContain('private-serverless.dev/physical-id: id-2');
    const none = writeResources(after, []);
    expect(none).toBe(file.replace('    - resource:orders-items-table\n', ''));
  });

  it("leaves a person's Resource of the same name as it is", () => {
    const own = `${file}---\nkind: Resource\nmetadata:\n  name: orders-items-table\n`;
    expect(writeResources(own, resourcesOf(table))).toBe(own);
  });

  it('makes dependsOn where there is none, in the namespace of the component', () => {
    const written = writeResources(
      'kind: Component\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  type: service\n',
      resourcesOf(table),
    );
    expect(written).toContain(
      '  dependsOn:\n    - resource:shop/orders-items-table\n---\n',
    );
    expect(parseAllDocuments(written)[1].toJS().metadata.namespace).toBe(
      'shop',
    );
  });
});

describe('resourceName', () => {
  it.each([
    ['ItemsTable', 'orders-items-table'],
    ['ApiVPCEndpoint', 'orders-api-vpc-endpoint'],
    ['S3Bucket2', 'orders-s3-bucket2'],
  ])('%s is %s', (logicalId, name) => {
    expect(resourceName('orders', logicalId)).toBe(name);
  });

  it('is short enough for the catalog, and still one a resource', () => {
    const names = ['A', 'B'].map(end =>
      resourceName('orders', `${'Long'.repeat(30)}${end}`),
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
  });
});
