import {
  APIGatewayClient,
  GetBasePathMappingsCommand,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNameCommand,
  GetDomainNamesCommand,
} from '@aws-sdk/client-api-gateway';
import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  call,
  createPrivateApi,
  eventsOf,
  execute,
  Harness,
  outputsOf,
  resolve4,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const region = 'eu-central-1';
const host = 'orders.acme.internal';

let harness: Harness;
let gateway: APIGatewayClient;
let api: Record<string, string>;
let other: Record<string, string>;
let certificateArn: string;

type Resources = Record<string, { Type: string; Properties: object }>;

async function create(StackName: string, Resources: Resources, Outputs = {}) {
  await execute(harness, {
    StackName,
    ChangeSetName: 'create',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify({ Resources, Outputs }),
  });
  return settledStatus(harness, StackName);
}

async function destroy(name: string) {
  const [{ StackId: StackName }] = await eventsOf(harness, name);
  await harness.cloudFormation.send(new DeleteStackCommand({ StackName }));
  expect(await settledStatus(harness, StackName!)).toBe('DELETE_COMPLETE');
}

const regional = (DomainName = host, changes = {}) => ({
  Type: 'AWS::ApiGateway::DomainName',
  Properties: {
    DomainName,
    RegionalCertificateArn: certificateArn,
    EndpointConfiguration: { Types: ['REGIONAL'] },
    SecurityPolicy: 'TLS_1_2',
    Tags: [{ Key: 'team', Value: 'orders' }],
    ...changes,
  },
});

const stageOf = (one: Record<string, string>) =>
  new URL(one.EndpointUrl).pathname.slice(1);

const mapping = (DomainName: unknown, changes = {}) => ({
  Type: 'AWS::ApiGateway::BasePathMapping',
  Properties: {
    DomainName,
    RestApiId: api.ApiId,
    Stage: stageOf(api),
    ...changes,
  },
});

const privateDomain = (DomainName: string) => ({
  Type: 'AWS::ApiGateway::DomainNameV2',
  Properties: {
    DomainName,
    CertificateArn: certificateArn,
    EndpointConfiguration: { Types: ['PRIVATE'] },
  },
});

/** Why the resources of a stack could not be created. */
async function failureOf(StackName: string, resources: Resources) {
  expect(await create(StackName, resources)).toBe('ROLLBACK_COMPLETE');
  return (await eventsOf(harness, StackName)).find(
    one => one.ResourceStatus === 'CREATE_FAILED',
  )!.ResourceStatusReason;
}

/** A request that arrives at the first interface of an endpoint. */
async function get(path: string, { EndpointName }: Record<string, string>) {
  const [address] = await resolve4(harness, EndpointName);
  return call(harness, `https://${host}${path}`, { address });
}

beforeAll(async () => {
  harness = await startHarness();
  gateway = new APIGatewayClient({
    region,
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  certificateArn = harness.sandbox.control.addCertificate({
    names: ['*.acme.internal'],
    notAfter: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  [api, other] = await Promise.all([
    createPrivateApi(harness, 'api'),
    createPrivateApi(harness, 'other', { VpcCidr: '10.80.0.0/20' }),
  ]);
});
afterAll(async () => {
  gateway.destroy();
  await harness.close();
});

it('creates a REGIONAL domain and maps a PRIVATE API to it', async () => {
  const resources = {
    Domain: regional(),
    Mapping: mapping({ Ref: 'Domain' }),
  };
  const attribute = (name: string) => ({
    Value: { 'Fn::GetAtt': ['Domain', name] },
  });
  const outputs = {
    Domain: { Value: { Ref: 'Domain' } },
    Mapping: { Value: { Ref: 'Mapping' } },
    DomainNameArn: attribute('DomainNameArn'),
    RegionalDomainName: attribute('RegionalDomainName'),
    RegionalHostedZoneId: attribute('RegionalHostedZoneId'),
  };
  expect(await create('named', resources, outputs)).toBe('CREATE_COMPLETE');
  expect(await outputsOf(harness, 'named')).toEqual({
    Domain: host,
    Mapping: `${host}|(none)`,
    DomainNameArn: `arn:aws:apigateway:${region}::/domainnames/${host}`,
    RegionalDomainName: expect.stringMatching(
      /^d-[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/,
    ),
    RegionalHostedZoneId: 'Z1U9ULNL0V5AJ3',
  });
});

it('has a public name, which leads to no API', async () => {
  const { RegionalDomainName } = await outputsOf(harness, 'named');
  expect(await resolve4(harness, RegionalDomainName)).toEqual(['3.120.0.10']);
  const [address] = await resolve4(harness, api.EndpointName);
  expect(
    await call(harness, `https://${RegionalDomainName}/echo`, { address }),
  ).toMatchObject({ status: 403 });
});

it('serves it through an endpoint without an access association', async () => {
  const answer = await get('/echo', api);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).event).toMatchObject({
    path: '/echo',
    requestContext: { domainName: host, identity: { vpceId: api.EndpointId } },
  });
});

it('evaluates the policy of the API with the endpoint of the request', async () => {
  const { status, body } = await get('/echo', other);
  expect(status).toBe(403);
  expect(body).toMatch(
    new RegExp(`execute-api:Invoke on resource: .*${api.ApiId}.*explicit deny`),
  );
});

it('is described by the SDK', async () => {
  const domain = await gateway.send(
    new GetDomainNameCommand({ domainName: host }),
  );
  expect(domain).toMatchObject({
    domainName: host,
    regionalCertificateArn: certificateArn,
    regionalDomainName: expect.stringMatching(/^d-/),
    endpointConfiguration: { types: ['REGIONAL'] },
    securityPolicy: 'TLS_1_2',
    tags: { team: 'orders' },
  });
  const { items } = await gateway.send(
    new GetBasePathMappingsCommand({ domainName: host }),
  );
  expect(items).toEqual([
    { basePath: '(none)', restApiId: api.ApiId, stage: stageOf(api) },
  ]);
  await expect(
    gateway.send(new GetDomainNameCommand({ domainName: 'x.acme.internal' })),
  ).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Invalid domain name identifier specified',
  });
});

it('lists domains of both kinds on several pages', async () => {
  await create('private', { Domain: privateDomain(host) });
  const first = await gateway.send(new GetDomainNamesCommand({ limit: 1 }));
  const second = await gateway.send(
    new GetDomainNamesCommand({ limit: 1, position: first.position }),
  );
  const kinds = [...first.items!, ...second.items!].map(
    one => one.endpointConfiguration!.types![0],
  );
  expect(kinds).toEqual(['REGIONAL', 'PRIVATE']);
  expect(second.position).toBeUndefined();
  // The private one has the same name, and is found by its ID.
  const { domainNameId } = second.items![0];
  expect(
    await gateway.send(
      new GetDomainNameCommand({ domainName: host, domainNameId }),
    ),
  ).toMatchObject({ domainNameId, certificateArn });
});

it('responds with 403 through an endpoint that has an access association for a PRIVATE domain', async () => {
  const associated = {
    Private: privateDomain('else.acme.internal'),
    Association: {
      Type: 'AWS::ApiGateway::DomainNameAccessAssociation',
      Properties: {
        DomainNameArn: { Ref: 'Private' },
        AccessAssociationSource: api.EndpointId,
        AccessAssociationSourceType: 'VPCE',
      },
    },
  };
  expect(await create('associated', associated)).toBe('CREATE_COMPLETE');
  expect(await get('/echo', api)).toMatchObject({
    status: 403,
    body: '{"message":"Forbidden"}',
  });
  const { items } = await gateway.send(
    new GetDomainNameAccessAssociationsCommand({}),
  );
  expect(items!.map(one => one.accessAssociationSource)).toEqual([
    api.EndpointId,
  ]);
  await destroy('associated');
  expect(await get('/echo', api)).toMatchObject({ status: 200 });
});

it.each<[string, () => Resources, RegExp]>([
  [
    'the name of another REGIONAL domain',
    () => ({ Domain: regional() }),
    /The domain name you provided already exists\./,
  ],
  [
    'an endpoint type that is not REGIONAL',
    () => ({
      Domain: regional('edge.acme.internal', {
        EndpointConfiguration: { Types: ['EDGE'] },
      }),
    }),
    /sandbox: EndpointConfiguration.Types \[EDGE\] .* Use \[REGIONAL\]/,
  ],
  [
    'a certificate for another name',
    () => ({ Domain: regional('a.b.acme.internal') }),
    /not covered by the certificate/,
  ],
])('does not create a domain with %s', async (title, resources, reason) => {
  expect(await failureOf(title.replace(/ /g, '-'), resources())).toMatch(
    reason,
  );
});

it.each<[string, () => Resources, RegExp]>([
  [
    'a base path that is taken',
    () => ({ Mapping: mapping(host) }),
    /Base path already exists for this domain name/,
  ],
  [
    'a base path beside an empty one',
    () => ({ Mapping: mapping(host, { BasePath: 'v1' }) }),
    /Only one base path mapping is allowed if the base path is empty/,
  ],
  [
    'several levels',
    () => ({ Mapping: mapping(host, { BasePath: 'v1/orders' }) }),
    /doesn't support the slash character/,
  ],
  [
    'the name of a PRIVATE domain',
    () => ({
      Domain: privateDomain('private.acme.internal'),
      Mapping: {
        ...mapping('private.acme.internal'),
        DependsOn: ['Domain'],
      },
    }),
    /Invalid domain name identifier specified/,
  ],
  [
    'the ARN of a REGIONAL domain, of the type for PRIVATE ones',
    () => ({
      Mapping: {
        Type: 'AWS::ApiGateway::BasePathMappingV2',
        Properties: {
          DomainNameArn: `arn:aws:apigateway:${region}::/domainnames/${host}`,
          RestApiId: api.ApiId,
          Stage: stageOf(api),
        },
      },
    }),
    /Invalid domain name identifier specified/,
  ],
])('does not create a mapping with %s', async (title, resources, reason) => {
  const stack = title.replace(/[ ,]+/g, '-');
  expect(await failureOf(stack, resources())).toMatch(reason);
});

it('does not delete an API that is mapped to a domain', async () => {
  await expect(
    harness.sandbox.control.removeResource({
      stackName: 'api',
      logicalId: 'Api',
    }),
  ).rejects.toThrow(
    `Deleting RestApi ${api.ApiId} failed. Please remove all base path mappings related to the RestApi in your domains: ${host}`,
  );
});

it('serves nothing by the name of a deleted domain', async () => {
  await destroy('named');
  expect(await get('/echo', api)).toMatchObject({ status: 403 });
});
