import { entryOf, healthUrl, isAllowedHost, ownedHosts } from './endpoint';

describe('entryOf', () => {
  it.each([
    [{ RestApiId: 'a' }, 'endpoint'],
    [{ RestApiId: 'a', DomainName: 'x' }, 'custom-domain'],
    [{ RestApiId: 'a', DomainName: 'x', LoadBalancerArn: 'l' }, 'alb'],
    [{ DomainName: 'x', LoadBalancerArn: 'l' }, 'alb-lambda'],
  ])('derives from %j the entry %s', (outputs, entry) => {
    expect(entryOf(outputs as Record<string, string>)).toBe(entry);
  });
});

describe('healthUrl', () => {
  const url = (EndpointUrl: string, HealthPath: string) => {
    const found = healthUrl({ EndpointUrl, HealthPath });
    return 'url' in found ? found.url.href : found.reason.headline;
  };

  it('appends the path to the stage', () => {
    expect(url('https://a.example/live', '/health')).toBe(
      'https://a.example/live/health',
    );
    expect(url('https://a.example/', '/health')).toBe(
      'https://a.example/health',
    );
  });

  it.each(['health', '//evil.example', '', '@evil.example'])(
    'rejects the path %j',
    path => {
      expect(url('https://a.example', path)).toContain('HealthPath');
    },
  );

  it('cannot be redirected by a path', () => {
    expect(url('https://a.example/live', '/../@evil.example:1/?x#y')).toBe(
      'https://a.example/@evil.example:1/%3Fx%23y',
    );
  });
});

describe('ownedHosts', () => {
  const outputs = { RestApiId: 'a1', VpcEndpointId: 'vpce-1' };
  const api = { type: 'AWS::ApiGateway::RestApi', physicalId: 'a1' };
  const endpoint = { type: 'AWS::EC2::VPCEndpoint', physicalId: 'vpce-1' };
  const where = { region: 'eu-central-1', partition: 'aws' };

  it('includes a host if the stack owns both ids', () => {
    expect(
      ownedHosts({ ...where, outputs, resources: [api, endpoint] }),
    ).toEqual(['a1-vpce-1.execute-api.eu-central-1.amazonaws.com']);
  });

  it('accepts the shared endpoint of the environment', () => {
    const resources = [api];
    expect(ownedHosts({ ...where, outputs, resources })).toEqual([]);
    expect(
      ownedHosts({
        ...where,
        outputs,
        resources,
        environmentEndpointId: 'vpce-1',
      }),
    ).toHaveLength(1);
  });

  it('is empty if the stack does not own the API', () => {
    expect(ownedHosts({ ...where, outputs, resources: [endpoint] })).toEqual(
      [],
    );
    expect(
      ownedHosts({
        ...where,
        outputs,
        resources: [{ ...api, type: 'AWS::S3::Bucket' }, endpoint],
      }),
    ).toEqual([]);
  });

  const named = {
    ...where,
    outputs: { DomainName: 'orders.dev.acme.internal' },
    domainSuffix: 'dev.acme.internal',
  };
  const record = {
    type: 'AWS::Route53::RecordSet',
    physicalId: 'orders.dev.acme.internal',
  };

  it.each(['dev.acme.internal', '.dev.acme.internal'])(
    'includes the name of a record under the domain %s of the environment',
    domainSuffix => {
      expect(
        ownedHosts({ ...named, domainSuffix, resources: [record] }),
      ).toEqual(['orders.dev.acme.internal']);
    },
  );

  it('compares names as DNS does', () => {
    const physicalId = 'Orders.Dev.Acme.Internal.';
    expect(
      ownedHosts({ ...named, resources: [{ ...record, physicalId }] }),
    ).toEqual(['orders.dev.acme.internal']);
  });

  it.each([
    ['without a record', { resources: [] }],
    [
      'of a record of another name',
      { resources: [{ ...record, physicalId: 'pay.dev.acme.internal' }] },
    ],
    [
      'of another resource',
      { resources: [{ ...record, type: 'AWS::S3::Bucket' }] },
    ],
    ['in an environment without a domain', { domainSuffix: undefined }],
    ['under another domain', { domainSuffix: 'prod.acme.internal' }],
    [
      'under a name that ends alike',
      {
        domainSuffix: 'acme.internal',
        outputs: { DomainName: 'evilacme.internal' },
        resources: [{ ...record, physicalId: 'evilacme.internal' }],
      },
    ],
    [
      'that is the domain',
      {
        outputs: { DomainName: 'dev.acme.internal' },
        resources: [{ ...record, physicalId: 'dev.acme.internal' }],
      },
    ],
  ])('does not include a name %s', (_, changes) => {
    expect(ownedHosts({ ...named, resources: [record], ...changes })).toEqual(
      [],
    );
  });

  it('uses the domain of the China partition', () => {
    expect(
      ownedHosts({
        outputs,
        resources: [api, endpoint],
        region: 'cn-north-1',
        partition: 'aws-cn',
      }),
    ).toEqual(['a1-vpce-1.execute-api.cn-north-1.amazonaws.com.cn']);
  });
});

describe('isAllowedHost', () => {
  it.each([
    ['api.acme.internal', true],
    ['a1-vpce-1.example', true],
    ['.acme.internal', false],
    ['acme.internal', false],
    ['evilacme.internal', false],
    ['acme.internal.evil.example', false],
  ])('for %s returns %s', (host, allowed) => {
    expect(isAllowedHost(host, ['a1-vpce-1.example'], ['.acme.internal'])).toBe(
      allowed,
    );
  });
});
