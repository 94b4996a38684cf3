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
const open = {
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
    },
  ],
};

/** A zone with a custom domain, an association with an endpoint, a mapping, and an alias of an endpoint. */
function template(
  api: Record<string, string>,
  o: {
    certificateArn: string;
    policy?: object;
    associated?: string;
    basePath?: string;
    name?: string;
  },
) {
  const { name = host, policy = open } = o;
  return {
    Resources: {
      Zone: {
        Type: 'AWS::Route53::HostedZone',
        Properties: {
          Name: name,
          VPCs: [{ VPCId: api.VpcId, VPCRegion: region }],
        },
      },
      Domain: {
        Type: 'AWS::ApiGateway::DomainNameV2',
        Properties: {
          DomainName: name,
          CertificateArn: o.certificateArn,
          EndpointConfiguration: { Types: ['PRIVATE'] },
          Policy: policy,
        },
      },
      ...(o.associated
        ? {
            Association: {
              Type: 'AWS::ApiGateway::DomainNameAccessAssociation',
              Properties: {
                DomainNameArn: { 'Fn::GetAtt': ['Domain', 'DomainNameArn'] },
                AccessAssociationSource: o.associated,
                AccessAssociationSourceType: 'VPCE',
              },
            },
          }
        : {}),
      Mapping: {
        Type: 'AWS::ApiGateway::BasePathMappingV2',
        Properties: {
          DomainNameArn: { Ref: 'Domain' },
          RestApiId: api.ApiId,
          Stage: new URL(api.EndpointUrl).pathname.slice(1),
          ...(o.basePath ? { BasePath: o.basePath } : {}),
        },
      },
      Record: {
        Type: 'AWS::Route53::RecordSet',
        Properties: {
          HostedZoneId: { Ref: 'Zone' },
          Name: name,
          Type: 'A',
          AliasTarget: {
            DNSName: api.EndpointName,
            HostedZoneId: 'Z273ZU8SZ5RJPC',
          },
        },
      },
    },
    Outputs: {
      Arn: { Value: { 'Fn::GetAtt': ['Domain', 'DomainNameArn'] } },
      Id: { Value: { 'Fn::GetAtt': ['Domain', 'DomainNameId'] } },
    },
  };
}

let harness: Harness;
let api: Record<string, string>;
let other: Record<string, string>;
let certificateArn: string;

async function create(
  StackName: string,
  body: object,
  ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE',
) {
  await execute(harness, {
    StackName,
    ChangeSetName: `${StackName}-${Date.now()}`,
    ChangeSetType,
    TemplateBody: JSON.stringify(body),
  });
  return settledStatus(harness, StackName);
}

beforeAll(async () => {
  harness = await startHarness();
  certificateArn = harness.sandbox.control.addCertificate({
    names: ['*.acme.internal'],
    notAfter: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  [api, other] = await Promise.all([
    createPrivateApi(harness, 'api'),
    createPrivateApi(harness, 'other', { VpcCidr: '10.80.0.0/20' }),
  ]);
});
afterAll(() => harness.close());

const stackId = async () => {
  const [{ StackId }] = await eventsOf(harness, 'named');
  return StackId!;
};
const get = (path: string) => call(harness, `https://${host}${path}`);

it('serves an API by its name, without the stage, to endpoints with an association', async () => {
  const body = template(api, {
    certificateArn,
    associated: api.EndpointId,
  });
  expect(await create('named', body)).toBe('CREATE_COMPLETE');
  expect((await resolve4(harness, host)).sort()).toEqual(
    (await resolve4(harness, api.EndpointName)).sort(),
  );
  const answer = await get('/echo?a=1');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).event).toMatchObject({
    path: '/echo',
    requestContext: { domainName: host, path: '/echo' },
  });

  const { Arn, Id } = await outputsOf(harness, 'named');
  expect(Arn).toBe(
    `arn:aws:apigateway:${region}:111111111111:/domainnames/${host}+${Id}`,
  );
});

it('responds with 403 through an endpoint without an association', async () => {
  const body = template(api, {
    certificateArn,
    associated: other.EndpointId,
  });
  expect(await create('named', body, 'UPDATE')).toBe('UPDATE_COMPLETE');
  expect(await get('/echo')).toMatchObject({
    status: 403,
    body: '{"message":"Forbidden"}',
  });
});

it('evaluates the policy of the domain, and that of the API', async () => {
  const denied = {
    Statement: [
      ...open.Statement,
      {
        ...open.Statement[0],
        Effect: 'Deny',
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': other.EndpointId },
        },
      },
    ],
  };
  const body = template(api, {
    certificateArn,
    associated: api.EndpointId,
    policy: denied,
  });
  expect(await create('named', body, 'UPDATE')).toBe('UPDATE_COMPLETE');
  const { status, body: text } = await get('/echo');
  expect(status).toBe(403);
  expect(text).toMatch(/domainnames.orders.*explicit deny/);

  // The mapping leads to an API whose own policy names another endpoint.
  const foreign = template(
    { ...other, VpcId: api.VpcId, EndpointName: api.EndpointName },
    { certificateArn, associated: api.EndpointId },
  );
  expect(await create('named', foreign, 'UPDATE')).toBe('UPDATE_COMPLETE');
  const answer = await get('/echo');
  expect(answer.status).toBe(403);
  expect(answer.body).toMatch(new RegExp(`${other.ApiId}/.*explicit deny`));
});

it('removes the base path of a mapping from the path', async () => {
  const body = template(api, {
    certificateArn,
    associated: api.EndpointId,
    basePath: 'v1',
  });
  expect(await create('named', body, 'UPDATE')).toBe('UPDATE_COMPLETE');
  const answer = await get('/v1/echo');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).event).toMatchObject({
    path: '/echo',
    requestContext: { path: '/v1/echo' },
  });
  expect(await get('/echo')).toMatchObject({ status: 403 });
});

it.each([
  [
    'a certificate that does not exist',
    () => ({ certificateArn: 'arn:aws:acm:us-east-1:111111111111:x' }),
    /Invalid certificate ARN/,
  ],
  [
    'a certificate for another name',
    () => ({ certificateArn, name: 'a.b.acme.internal' }),
    /not covered by the certificate/,
  ],
  [
    'an association with an endpoint that has one for this name',
    () => ({ certificateArn, associated: api.EndpointId }),
    /already has an access association with a domain named orders[.]acme[.]internal/,
  ],
])('does not create a domain with %s', async (title, change, reason) => {
  const stack = title.replace(/ /g, '-');
  const body = template({ ...api, VpcId: other.VpcId }, change());
  expect(await create(stack, body)).toBe('ROLLBACK_COMPLETE');
  const reasons = (await eventsOf(harness, stack)).map(
    one => one.ResourceStatusReason ?? '',
  );
  expect(reasons).toContainEqual(expect.stringMatching(reason));
});

it('deletes association, mapping, domain and record', async () => {
  const { cloudFormation } = harness;
  const StackName = await stackId();
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  expect(await settledStatus(harness, StackName)).toBe('DELETE_COMPLETE');
  await expect(resolve4(harness, host)).rejects.toMatchObject({
    code: 'ENOTFOUND',
  });
});
