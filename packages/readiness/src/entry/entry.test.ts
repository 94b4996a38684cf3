import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  region,
  startAccount,
  type TestAccount,
} from '../__testUtils__/account';
import { readCertificate } from './certificates';
import { createEntryClients, type EntryClients } from './createEntryClients';
import { readAssociations, readDomain, readMappings } from './domains';
import { readEndpoints } from './endpoints';
import { readListeners, readLoadBalancers } from './loadBalancers';
import { readTargetHealth } from './targets';

const name = 'orders.dev.acme.internal';
const absent = 'arn:aws:elasticloadbalancing:eu-central-1:111111111111';
let account: TestAccount;
let clients: EntryClients;
let certificateArn: string;
let domainArn: string;

const clientsOf = (endpoint: string) =>
  createEntryClients({
    endpoint,
    region,
    credentials: { accessKeyId: 'tester', secretAccessKey: 'any' },
    maxAttempts: 1,
  });

beforeAll(async () => {
  account = await startAccount();
  clients = clientsOf(account.sandbox.endpointUrl);
  certificateArn = account.certificate([name], 60);
  await account.deploy('orders', {
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Name: 'orders',
          EndpointConfiguration: { Types: ['PRIVATE'] },
          Policy: { Statement: [] },
        },
      },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
          HttpMethod: 'ANY',
          AuthorizationType: 'NONE',
          Integration: {
            Type: 'AWS_PROXY',
            IntegrationHttpMethod: 'POST',
            Uri: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/none/invocations`,
          },
        },
      },
      Deployment: {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: 'Method',
        Properties: { RestApiId: { Ref: 'Api' } },
      },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: {
          RestApiId: { Ref: 'Api' },
          DeploymentId: { Ref: 'Deployment' },
          StageName: 'live',
        },
      },
      Domain: {
        Type: 'AWS::ApiGateway::DomainNameV2',
        Properties: {
          DomainName: name,
          CertificateArn: certificateArn,
          EndpointConfiguration: { Types: ['PRIVATE'] },
          Policy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'execute-api:Invoke',
                Resource: 'execute-api:/*',
              },
            ],
          },
        },
      },
      Association: {
        Type: 'AWS::ApiGateway::DomainNameAccessAssociation',
        Properties: {
          DomainNameArn: { Ref: 'Domain' },
          AccessAssociationSource: account.ids.ExecuteApi,
          AccessAssociationSourceType: 'VPCE',
        },
      },
      Mapping: {
        Type: 'AWS::ApiGateway::BasePathMappingV2',
        DependsOn: 'Stage',
        Properties: {
          DomainNameArn: { Ref: 'Domain' },
          RestApiId: { Ref: 'Api' },
          Stage: 'live',
        },
      },
    },
    Outputs: {
      Arn: { Value: { Ref: 'Domain' } },
      Api: { Value: { Ref: 'Api' } },
    },
  });
  domainArn = (await output('Arn'))!;
});
beforeEach(() => account.sandbox.control.setDeniedOperations({}));
afterAll(async () => {
  Object.values(clients ?? {}).forEach(client => client.destroy());
  await account?.close();
});

async function output(key: string) {
  const cloudFormation = new CloudFormationClient({
    endpoint: account.sandbox.endpointUrl,
    region,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'any' },
  });
  const { Stacks } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: 'orders' }),
  );
  cloudFormation.destroy();
  return Stacks![0].Outputs!.find(({ OutputKey }) => OutputKey === key)
    ?.OutputValue;
}

it('reads a private domain by its ID, with its mapping, association and certificate', async () => {
  const id = domainArn.split('+')[1];
  expect(await readDomain(clients.apiGateway, { name, id })).toEqual({
    value: { status: 'AVAILABLE', certificateArn },
  });
  expect(await readMappings(clients.apiGateway, { name, id })).toEqual({
    value: [{ basePath: '', apiId: await output('Api'), stage: 'live' }],
  });
  const { value } = await readAssociations(clients.apiGateway);
  expect(value?.get(domainArn)).toEqual([account.ids.ExecuteApi]);
  expect(await readCertificate(clients.acm, certificateArn)).toEqual({
    value: { status: 'ISSUED', notAfter: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});

it('tells what does not exist from what cannot be read', async () => {
  const { acm, apiGateway, ec2, elbv2 } = clients;
  const group = `${absent}:targetgroup/none/0123456789abcdef`;
  const balancer = `${absent}:loadbalancer/app/none/0123456789abcdef`;
  // The domain is private: without its ID, it does not exist.
  expect(await readDomain(apiGateway, { name })).toEqual({ value: null });
  expect(await readMappings(apiGateway, { name })).toEqual({ value: null });
  expect(await readTargetHealth(elbv2, group)).toEqual({ value: null });
  expect(await readListeners(elbv2, balancer)).toEqual({ value: null });
  expect((await readLoadBalancers(elbv2, [balancer])).value?.size).toBe(0);
  expect(await readCertificate(acm, `${certificateArn}0`)).toEqual({
    value: null,
  });
  const endpoints = await readEndpoints(ec2, [
    'vpce-0123456789abcdef0',
    account.ids.ExecuteApi,
  ]);
  expect([...endpoints.value!.keys()]).toEqual([account.ids.ExecuteApi]);
  expect(endpoints.value!.get(account.ids.ExecuteApi)).toEqual({
    state: expect.stringMatching(/^available$/i),
    addresses: expect.arrayContaining([expect.stringMatching(/^10\./)]),
  });
});

it.each([
  [
    'DescribeLoadBalancers',
    'elasticloadbalancing:DescribeLoadBalancers',
    () => readLoadBalancers(clients.elbv2, [`${absent}:loadbalancer/app/a/0`]),
  ],
  [
    'DescribeListeners',
    'elasticloadbalancing:DescribeListeners',
    () => readListeners(clients.elbv2, `${absent}:loadbalancer/app/a/0`),
  ],
  [
    'DescribeTargetHealth',
    'elasticloadbalancing:DescribeTargetHealth',
    () => readTargetHealth(clients.elbv2, `${absent}:targetgroup/a/0`),
  ],
  [
    'DescribeVpcEndpoints',
    'ec2:DescribeVpcEndpoints',
    () => readEndpoints(clients.ec2, ['vpce-0123456789abcdef0']),
  ],
  [
    'DescribeNetworkInterfaces',
    'ec2:DescribeNetworkInterfaces',
    () => readEndpoints(clients.ec2, [account.ids.ExecuteApi]),
  ],
  [
    'GetDomainName',
    'apigateway:GET',
    () => readDomain(clients.apiGateway, { name }),
  ],
  [
    'GetBasePathMappings',
    'apigateway:GET',
    () => readMappings(clients.apiGateway, { name }),
  ],
  [
    'GetDomainNameAccessAssociations',
    'apigateway:GET',
    () => readAssociations(clients.apiGateway),
  ],
  [
    'DescribeCertificate',
    'acm:DescribeCertificate',
    () => readCertificate(clients.acm, certificateArn),
  ],
] as const)('names the action if %s is denied', async (call, action, read) => {
  account.sandbox.control.setDeniedOperations({ '*': [call] });
  expect((await read()).problem).toMatchObject({ kind: 'denied', action });
});

it('sends each request through the function that it gets', async () => {
  let requests = 0;
  const { value } = await readEndpoints(
    clients.ec2,
    [account.ids.ExecuteApi],
    async request => {
      requests += 1;
      return request({});
    },
  );
  expect(value?.size).toBe(1);
  expect(requests).toBe(2);
});

it('reports a request without a response as failed, not as missing', async () => {
  const server = createServer((_, response) => response.destroy());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const silent = clientsOf(`http://127.0.0.1:${port}`);
  const read = await readListeners(
    silent.elbv2,
    `${absent}:loadbalancer/app/a/0`,
  );
  expect(read.problem).toMatchObject({ kind: 'failed' });
  Object.values(silent).forEach(client => client.destroy());
  await new Promise(resolve => server.close(resolve));
});
