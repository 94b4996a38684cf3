/** A function, a bucket, a log group, and a rule that a parameter changes. */
export const service = `
Parameters:
  ArtifactBucket: { Type: String }
  ApiCodeKey: { Type: String }
  Note: { Type: String, Default: first }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 1 }
  Api:
    Type: AWS::Lambda::Function
    Metadata:
      privateServerlessAsset: { entry: ../src/api.ts }
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      LoggingConfig: { LogGroup: !Ref Log }
      Code:
        S3Bucket: !Ref ArtifactBucket
        S3Key: !Ref ApiCodeKey
  Data:
    Type: AWS::S3::Bucket
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.64.0.0/20 }
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
Outputs:
  Data: { Value: !Ref Data }
`;

/** The same with a custom resource whose function fails. The template is so large that it is uploaded to S3. */
export const failing = service.replace(
  'Outputs:',
  `  Thing:
    Type: Custom::Thing
    Metadata: { About: '${'x'.repeat(52_000)}' }
    Properties: { ServiceToken: !GetAtt Api.Arn }
Outputs:`,
);

/** Handler of both: makes the creation of a custom resource fail. */
export const handler = `
export const handler = async (event: any) => {
  console.error('the target group has no room');
  if (!event.ResponseURL) return { statusCode: 200 };
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({
      Status: event.RequestType === 'Create' ? 'FAILED' : 'SUCCESS',
      Reason: 'see the log',
      PhysicalResourceId: 'thing',
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    }),
  });
};
`;
