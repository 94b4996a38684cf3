import { entryOf, healthUrl, isAllowedHost, ownedHosts } from './endpoint';

describe('entryOf', () => {
  it.each([
    [{ RestApiId: 'a' }, 'endpoint'],
    [{ RestApiId: 'a', DomainName: 'x' }, 'custom-domain'],
    [{ RestApiId: 'a', DomainName: 'x', LoadBalancerArn: 'l' }, 'alb'],
    [{ DomainName: 'x', LoadBalancerArn: 'l' }, 'alb-lambda'],
  ])('of %j is %s', (outputs, entry) => {
    expect(entryOf(outputs as Record<string, string>)).toBe(entry);
  });
});

describe('healthUrl', () => {
  const url = (EndpointUrl: string, HealthPath: string) => {
    const found = healthUrl({ EndpointUrl, HealthPath });
    return 'url' in found ? found.url.href : found.reason.headline;
  };

  it('puts the path behind the stage', () => {
    expect(url('https://a.example/live', '/health')).toBe(
      'https://a.example/live/health',
    );
    expect(url('https://a.example/', '/health')).toBe(
      'https://a.example/health',
    );
  });

  it.each(['health', '//evil.example', '', '@evil.example'])(
    'refuses the path %j',
    path => {
      expect(url('https://a.example', path)).toContain('HealthPath');
    },
  );

  it('lets a path change nothing but the path', () => {
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

  it('are those whose ids are of the stack itself', () => {
    expect(
      ownedHosts({ ...where, outputs, resources: [api, endpoint] }),
    ).toEqual(['a1-vpce-1.execute-api.eu-central-1.amazonaws.com']);
  });

  it("may go through the environment's own endpoint", () => {
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

  it('are none when the API is of another stack, or an id has another type', () => {
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

  it('end differently in China', () => {
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
  ])('%s: %s', (host, allowed) => {
    expect(isAllowedHost(host, ['a1-vpce-1.example'], ['.acme.internal'])).toBe(
      allowed,
    );
  });
});
