import { resourceName } from './resourceEntities';

describe('resourceName', () => {
  it.each([
    ['ItemsTable', 'orders-items-table'],
    ['ApiVPCEndpoint', 'orders-api-vpc-endpoint'],
    ['S3Bucket2', 'orders-s3-bucket2'],
  ])('%s is %s', (logicalId, name) => {
    expect(resourceName('orders', logicalId)).toBe(name);
  });

  it('is short enough for the catalog and unique per resource', () => {
    const names = ['A', 'B'].map(end =>
      resourceName('orders', `${'Long'.repeat(30)}${end}`),
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
  });
});
