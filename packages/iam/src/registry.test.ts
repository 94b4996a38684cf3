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
  it('adds the permissions of a property if a resource sets it', () => {
    const action = 'dynamodb:UpdateTimeToLive';
    expect(create(table({}))).not.toContain(action);
    expect(
      create(table({}), table({ TimeToLiveSpecification: { Enabled: true } })),
    ).toContain(action);
  });

  it('supports a nested property', () => {
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

  it('adds the permission for the private DNS of an endpoint, which the registry does not list', () => {
    const endpoint = (properties: GoldenResource['properties']) => ({
      logicalId: 'Endpoint',
      type: 'AWS::EC2::VPCEndpoint',
      properties,
    });
    const action = 'route53:AssociateVPCWithHostedZone';
    expect(create(endpoint({}))).not.toContain(action);
    expect(create(endpoint({ PrivateDnsEnabled: true }))).toContain(action);
  });

  it('adds the permissions of Fn::GetAZs only if a template calls it', () => {
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

  it('allows to invoke the function of a custom resource', () => {
    const custom = {
      logicalId: 'ZoneAssociation',
      type: 'Custom::ZoneAssociation',
      properties: {},
    };
    expect(create(custom)).toEqual(['lambda:InvokeFunction']);
    expect(permissionsByType([custom], ['read']).get(custom.type)).toEqual([]);
  });

  it('rejects a type that is not in the registry file', () => {
    expect(() =>
      create({ logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {} }),
    ).toThrow(
      /^handlers\.json does not contain AWS::SQS::Queue\. .* --schemas DIR/,
    );
  });
});

it('rejects a role that several services trust', () => {
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
    /^Role Role: the trust policy must name exactly one service/,
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

  it('returns the handlers that CloudFormation calls for a stack', () => {
    expect(handlersOf([schema], ['AWS::X::Y', 'AWS::X::Y'])).toEqual({
      types: { 'AWS::X::Y': { create: ['x:A', 'x:B'], tag: ['x:Tag'] } },
    });
  });

  it('the error for a missing schema has the command to get it', () => {
    expect(() => handlersOf([schema], ['AWS::X::Z'])).toThrow(
      /describe-type --type RESOURCE --type-name AWS::X::Z/,
    );
  });
});
