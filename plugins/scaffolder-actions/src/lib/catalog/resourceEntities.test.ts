import { resourceEntitiesOf, resourceName } from './resourceEntities';

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

describe('resourceEntitiesOf', () => {
  const resource = (
    logicalId: string,
    type: string,
    status = 'CREATE_COMPLETE',
  ) => ({
    logicalId,
    physicalId: `arn:of:${logicalId}`,
    type,
    status,
  });

  it('has an entity for everything that requests pass, by name', () => {
    const entities = resourceEntitiesOf({
      component: 'orders',
      stackArn: 'arn:of:stack',
      stackName: 'orders-dev',
      resources: [
        resource('LoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer'),
        resource(
          'LoadBalancerListener',
          'AWS::ElasticLoadBalancingV2::Listener',
        ),
        resource('ApiTargetGroup', 'AWS::ElasticLoadBalancingV2::TargetGroup'),
        resource('RegionalDomain', 'AWS::ApiGateway::DomainName'),
        resource('CustomDomain', 'AWS::ApiGateway::DomainNameV2'),
        resource(
          'ExecuteApiEndpoint',
          'AWS::EC2::VPCEndpoint',
          'DELETE_COMPLETE',
        ),
      ],
    });
    expect(entities.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'orders-api-target-group: aws-target-group',
      'orders-custom-domain: aws-custom-domain',
      'orders-load-balancer: aws-load-balancer',
      'orders-regional-domain: aws-custom-domain',
    ]);
    expect(entities[2]).toMatchObject({
      description: 'Load balancer of stack orders-dev',
      annotations: {
        'private-serverless.dev/physical-id': 'arn:of:LoadBalancer',
        'private-serverless.dev/recorded-from': 'arn:of:stack',
      },
    });
  });
});
