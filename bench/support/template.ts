/** Number of resources of {@link stagedTemplate} that depend on each other in sequence. */
export const stages = 4;

const tags = [{ Key: 'purpose', Value: 'bench' }];

/** A small private network with a table: nine resources in four stages, no IAM, no code. */
export const stagedTemplate = {
  Resources: {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: '10.0.0.0/16', Tags: tags },
    },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 7 },
    },
    Items: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    SubnetA: subnet('10.0.0.0/24'),
    SubnetB: subnet('10.0.1.0/24'),
    Routes: {
      Type: 'AWS::EC2::RouteTable',
      Properties: { VpcId: { Ref: 'Vpc' } },
    },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'bench', VpcId: { Ref: 'Vpc' } },
    },
    Rule: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        CidrIp: '10.0.0.0/8',
      },
    },
    LastLog: {
      Type: 'AWS::Logs::LogGroup',
      DependsOn: ['Rule'],
      Properties: { RetentionInDays: 7 },
    },
  },
};

function subnet(CidrBlock: string) {
  return {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock },
  };
}

/**
 * {@link stagedTemplate} with a changed property of every resource that can be updated in place, one replaced resource
 * (SubnetB), one removed (Items) and one added (Extra).
 */
export const stagedUpdate = {
  Resources: updated(),
};

function updated() {
  const { Items: _removed, ...kept } = structuredClone(
    stagedTemplate.Resources,
  );
  kept.Vpc.Properties.Tags[0].Value = 'bench, updated';
  kept.Log.Properties.RetentionInDays = 14;
  kept.LastLog.Properties.RetentionInDays = 14;
  kept.SubnetB.Properties.CidrBlock = '10.0.2.0/24';
  return {
    ...kept,
    Extra: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 3 },
    },
  };
}

/** A custom resource whose function logs a line and never responds. CloudFormation waits this number of seconds. */
export function slowCustomResource(serviceTimeout: number) {
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: {
            ZipFile:
              "exports.handler = async () => console.log('called without a response');",
          },
        },
      },
      Silent: {
        Type: 'Custom::Silent',
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
          ServiceTimeout: serviceTimeout,
        },
      },
    },
  };
}
