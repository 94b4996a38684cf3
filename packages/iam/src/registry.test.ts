import type { Plain } from '@private-serverless/template';
import type { GoldenResource } from './fragments';
import { permissionsByType, permissionsOfFunctions } from './registry';
import { handlersOf } from './schemas';
import { serviceRolePolicy } from './serviceRole';

const table = (properties: GoldenResource['properties']): GoldenResource => ({
  logicalId: 'ItemsTable',
  type: 'AWS::DynamoDB::Table',
  properties,
});
const create = (...resources: GoldenResource[]) =>
  permissionsByType(resources, ['create']).get(resources[0].type);

describe('permissionsByType', () => {
  it('adds what a property needs once a resource sets it', () => {
    const action = 'dynamodb:UpdateTimeToLive';
    expect(create(table({}))).not.toContain(action);
    expect(
      create(table({}), table({ TimeToLiveSpecification: { Enabled: true } })),
    ).toContain(action);
  });

  it('follows a property below another', () => {
    const withCode = (Code: GoldenResource['properties']) => ({
      logicalId: 'ApiFunction',
      type: 'AWS::Lambda::Function',
      properties: { Code },
    });
    expect(create(withCode({ S3Key: 'a' }))).not.toContain(
      's3:GetObjectVersion',
    );
    expect(create(withCode({ S3ObjectVersion: 'a' }))).toContain(
      's3:GetObjectVersion',
    );
  });

  it('has the private DNS of an endpoint, which the registry does not list', () => {
    const endpoint = (properties: GoldenResource['properties']) => ({
      logicalId: 'Endpoint',
      type: 'AWS::EC2::VPCEndpoint',
      properties,
    });
    const action = 'route53:AssociateVPCWithHostedZone';
    expect(create(endpoint({}))).not.toContain(action);
    expect(create(endpoint({ PrivateDnsEnabled: true }))).toContain(action);
  });

  it('has the zones that Fn::GetAZs lists, only where a template calls it', () => {
    const subnet = (AvailabilityZone: Plain) => ({
      logicalId: 'Subnet',
      type: 'AWS::EC2::Subnet',
      properties: { AvailabilityZone },
    });
    expect(permissionsOfFunctions([subnet('eu-central-1a')])).toEqual([]);
    const used = { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] };
    expect(permissionsOfFunctions([subnet(used)])).toContain(
      'ec2:DescribeAvailabilityZones',
    );
  });

  it('refuses a type that the registry file lacks', () => {
    expect(() =>
      create({ logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {} }),
    ).toThrow(/^handlers\.json has no AWS::SQS::Queue\. .* --schemas DIR/);
  });
});

it('a role that several services trust gets no policy', () => {
  const role = {
    logicalId: 'Role',
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Principal: { Service: ['a.amazonaws.com', 'b.amazonaws.com'] } },
        ],
      },
    },
  };
  expect(() => serviceRolePolicy([role], false)).toThrow(
    /^Role Role must trust one service/,
  );
});

describe('handlersOf', () => {
  const schema = JSON.stringify({
    typeName: 'AWS::X::Y',
    handlers: {
      create: { permissions: ['x:B', 'x:A', 'x:B'], timeoutInMinutes: 5 },
      list: { permissions: ['x:List'] },
    },
    tagging: { permissions: ['x:Tag'] },
  });

  it('reads the handlers that CloudFormation calls for a stack', () => {
    expect(handlersOf([schema], ['AWS::X::Y', 'AWS::X::Y'])).toEqual({
      types: { 'AWS::X::Y': { create: ['x:A', 'x:B'], tag: ['x:Tag'] } },
    });
  });

  it('says how to get a schema that is missing', () => {
    expect(() => handlersOf([schema], ['AWS::X::Z'])).toThrow(
      /describe-type --type RESOURCE --type-name AWS::X::Z/,
    );
  });
});
