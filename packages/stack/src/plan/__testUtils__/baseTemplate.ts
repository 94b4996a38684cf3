/** A stack with a part of everything that marks compare. */
export const baseTemplate = `Parameters:
  CorporateCidr1: { Type: String, Default: 10.0.0.0/8 }
  AdminRole: { Type: String, Default: company-admin }
  Types: { Type: CommaDelimitedList, Default: PRIVATE }
  Public: { Type: String, Default: 'false' }
Conditions:
  IsPublic: !Equals [!Ref Public, 'true']
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.64.0.0/20 }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.64.0.0/24, MapPublicIpOnLaunch: !Ref Public }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: of the endpoint
      VpcId: !Ref Vpc
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: !Ref CorporateCidr1 }]
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.execute-api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!GetAtt Group.GroupId]
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:*' }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: orders
      EndpointConfiguration: { Types: !Ref Types, VpcEndpointIds: [!Ref Endpoint] }
      Policy:
        Statement:
          - { Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: execute-api:/*, Condition: { StringNotEquals: { aws:SourceVpce: [!Ref Endpoint] } } }
          - { Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: execute-api:/* }
  Method:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: AWS_IAM }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, StageName: live, DeploymentId: d1 }
  Firewall:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: { ResourceArn: !Sub 'arn:aws:apigateway:\${AWS::Region}::/restapis/\${Api}/stages/\${Stage}', WebACLArn: 'arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/company/1' }
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: arn:aws:iam::111111111111:policy/boundary
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: items
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Items.Arn }
              - { Effect: Deny, Action: 'dynamodb:Delete*', Resource: '*' }
  Items:
    Type: AWS::DynamoDB::Table
    Properties: { KeySchema: [{ AttributeName: id, KeyType: HASH }] }
  Files:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
  FilesPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement:
          - { Effect: Deny, Principal: '*', Action: 's3:*', Resource: !Sub '\${Files.Arn}/*', Condition: { Bool: { aws:SecureTransport: 'false' } } }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId] } }
`;
