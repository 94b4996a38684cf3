/** How many resources of {@link stagedTemplate} wait for each other, one after the other. */
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
