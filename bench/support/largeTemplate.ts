type Resource = { Type: string; Properties: Record<string, unknown> };

/** Ten resources of a service. A privacy rule checks each of their types. */
function service(n: number): Record<string, Resource> {
  const ref = (name: string) => ({ Ref: `${name}${n}` });
  const policy = (principal: unknown, action: string, resource: unknown) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: `Statement${n}`,
        Effect: 'Allow',
        Principal: principal,
        Action: [action],
        Resource: resource,
        Condition: { StringEquals: { 'aws:SourceVpce': ref('Endpoint') } },
      },
    ],
  });
  return {
    [`Group${n}`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: `Functions of service ${n}`,
        VpcId: { Ref: 'Vpc' },
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.0.0.0/8',
          },
        ],
        SecurityGroupEgress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.0.0.0/8',
          },
        ],
      },
    },
    [`Endpoint${n}`]: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
        VpcEndpointType: 'Interface',
        SubnetIds: [ref('Subnet')],
        SecurityGroupIds: [ref('Group')],
        PolicyDocument: policy('*', 'execute-api:Invoke', {
          'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api${n}}/*`,
        }),
      },
    },
    [`Subnet${n}`]: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        CidrBlock: {
          'Fn::Select': [n, { 'Fn::Cidr': ['10.64.0.0/16', 64, 8] }],
        },
        MapPublicIpOnLaunch: false,
      },
    },
    [`Api${n}`]: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, `api-${n}`]] },
        EndpointConfiguration: {
          Types: ['PRIVATE'],
          VpcEndpointIds: [ref('Endpoint')],
        },
        Policy: policy('*', 'execute-api:Invoke', 'execute-api:/*'),
      },
    },
    [`Role${n}`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: policy(
          { Service: 'lambda.amazonaws.com' },
          'sts:AssumeRole',
          undefined,
        ),
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: policy(undefined, 'dynamodb:GetItem', {
              'Fn::GetAtt': [`Table${n}`, 'Arn'],
            }),
          },
        ],
      },
    },
    [`Function${n}`]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`Role${n}`, 'Arn'] },
        Code: {
          ZipFile:
            'exports.handler = async event => {\n  const { path } = event;\n  return { statusCode: 200, body: JSON.stringify({ path }) };\n};\n',
        },
        VpcConfig: {
          SubnetIds: [ref('Subnet')],
          SecurityGroupIds: [ref('Group')],
        },
        Environment: { Variables: { TABLE: ref('Table'), SERVICE: `s-${n}` } },
      },
    },
    [`Permission${n}`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref('Function'),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api${n}}/*`,
        },
      },
    },
    [`Table${n}`]: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    [`Log${n}`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/service/${n}`, RetentionInDays: 90 },
    },
    [`Routes${n}`]: {
      Type: 'AWS::EC2::RouteTable',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        Tags: [{ Key: 'n', Value: `${n}` }],
      },
    },
  };
}

/** A valid template with this number of resources, as plain data. @default the maximum of CloudFormation */
export function largeTemplate(resources = 500): Record<string, unknown> {
  const vpc: Resource = {
    Type: 'AWS::EC2::VPC',
    Properties: { CidrBlock: '10.64.0.0/16' },
  };
  const services = Array.from({ length: Math.ceil(resources / 10) }, (_, n) =>
    Object.entries(service(n)),
  ).flat();
  // Omit undefined values, as JSON does.
  return JSON.parse(
    JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: Object.fromEntries([
        ['Vpc', vpc],
        ...services.slice(0, resources - 1),
      ]),
    }),
  );
}
