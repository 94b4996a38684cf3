/** A network and a log group, in order: Vpc, then Group, then Rule; Log beside them. */
export const network = `Parameters:
  Cidr:
    Type: String
    Default: 10.64.0.0/20
  Note:
    Type: String
    Default: first
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref Cidr
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: of the function
      VpcId: !Ref Vpc
      SecurityGroupEgress: []
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt Group.GroupId
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      CidrIp: 10.0.0.0/8
      Description: !Ref Note
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 7
Outputs:
  VpcId:
    Value: !Ref Vpc
  Note:
    Value: !Ref Note
`;

/** The resource `Role`, which a function can assume. */
export const functionRole = `  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`;

/** A function whose code is bundled at deploy. */
export const withFunction = `Parameters:
  ArtifactBucket: { Type: String }
  ApiCodeKey: { Type: String }
Resources:
${functionRole}  Api:
    Type: AWS::Lambda::Function
    Metadata:
      privateServerlessAsset: { entry: ../src/api.ts }
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        S3Bucket: !Ref ArtifactBucket
        S3Key: !Ref ApiCodeKey
Outputs:
  FunctionArn:
    Value: !GetAtt Api.Arn
`;

/** Three log groups: retained, retained unless the create fails, deleted. */
export const keeping = `Resources:
  Kept:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
  Guarded:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: RetainExceptOnCreate
  Gone:
    Type: AWS::Logs::LogGroup
`;
