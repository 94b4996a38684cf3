import { entryParts } from './EntryParts';

const albOutputs = {
  LoadBalancerArn: 'arn:lb',
  TargetGroupArn: 'arn:tg',
  VpcEndpointId: 'vpce-1',
  DomainName: 'orders.dev.acme.internal',
  RestApiId: 'a1',
  StageName: 'live',
};
const albResources = [
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'arn:lb'],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', 'arn:tg'],
  ['AWS::EC2::VPCEndpoint', 'vpce-1'],
  ['AWS::ApiGateway::DomainName', 'orders.dev.acme.internal'],
  ['AWS::ApiGateway::RestApi', 'a1'],
  ['AWS::ApiGateway::Stage', 'live'],
].map(([type, physicalId]) => ({ type, physicalId }));

it('are the resources of the stack that its outputs name', () => {
  expect(
    entryParts({
      outputs: albOutputs,
      resources: [
        ...albResources,
        {
          type: 'AWS::Lambda::Function',
          logicalId: 'TargetSyncFunction',
          physicalId: 'orders-dev-TargetSyncFunction-1',
        },
      ],
    }),
  ).toEqual({
    loadBalancerArn: 'arn:lb',
    targetGroupArn: 'arn:tg',
    endpointId: 'vpce-1',
    domain: { name: 'orders.dev.acme.internal' },
    api: { id: 'a1', stage: 'live' },
    syncFunction: 'orders-dev-TargetSyncFunction-1',
  });
});

it.each(albResources.map(one => [one.type, one] as const))(
  'ignore an output whose %s the stack does not contain',
  (_, { physicalId }) => {
    const parts = entryParts({
      outputs: albOutputs,
      resources: albResources.filter(one => one.physicalId !== physicalId),
    });
    expect(JSON.stringify(parts)).not.toContain(`"${physicalId}"`);
  },
);

it('know that the addresses of the targets are reserved', () => {
  const reservation = {
    type: 'AWS::EC2::SubnetCidrReservation',
    physicalId: 'scr-1',
  };
  expect(entryParts({ outputs: {}, resources: [reservation] })).toEqual({
    hasPinnedTargets: true,
  });
});

it('ignore an output that names a resource of another type', () => {
  const resources = albResources.map(one => ({
    ...one,
    type: 'AWS::S3::Bucket',
  }));
  expect(entryParts({ outputs: albOutputs, resources })).toEqual({});
});

it('include the shared endpoint of the environment, and no other one', () => {
  const shared = { outputs: { VpcEndpointId: 'vpce-1' }, resources: [] };
  expect(entryParts({ ...shared, environmentEndpointId: 'vpce-1' })).toEqual({
    endpointId: 'vpce-1',
  });
  expect(entryParts({ ...shared, environmentEndpointId: 'vpce-2' })).toEqual(
    {},
  );
  expect(entryParts({ outputs: {}, resources: [] })).toEqual({});
});

it('name a private domain by its ARN, which contains its ID', () => {
  const arn =
    'arn:aws:apigateway:eu-central-1:111111111111:/domainnames/orders.dev.acme.internal+abc123';
  expect(
    entryParts({
      outputs: { DomainNameArn: arn, DomainName: 'orders.dev.acme.internal' },
      resources: [{ type: 'AWS::ApiGateway::DomainNameV2', physicalId: arn }],
    }).domain,
  ).toEqual({ name: 'orders.dev.acme.internal', id: 'abc123', arn });
});
