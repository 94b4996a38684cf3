import { balancer, host, network } from './template';

/** The network of a load balancer with an execute-api endpoint that only the load balancer and the VPC can reach. */
export function endpointNetwork(cidr = '10.0.0.0/20') {
  return {
    ...network(cidr),
    EndpointSecurityGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { VpcId: { Ref: 'Vpc' }, GroupDescription: 'Endpoint' },
    },
    EndpointIngress: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { Ref: 'EndpointSecurityGroup' },
        SourceSecurityGroupId: { Ref: 'AlbSecurityGroup' },
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
      },
    },
    Endpoint: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcEndpointType: 'Interface',
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
        VpcId: { Ref: 'Vpc' },
        SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
        SecurityGroupIds: [{ Ref: 'EndpointSecurityGroup' }],
        PrivateDnsEnabled: false,
      },
    },
  };
}

/** A function that the API or the load balancer invokes. */
export function functionResources(bucket: string) {
  return {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Statement: [] } },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        Code: { S3Bucket: bucket, S3Key: 'code.zip' },
      },
    },
  };
}

/** A private API with a REGIONAL domain for the host name, behind the load balancer. */
export function apiResources(certificateArn: string) {
  const method = (ResourceId: unknown) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId,
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          'Fn::Sub':
            'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations',
        },
      },
    },
  });
  return {
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: 'orders',
        EndpointConfiguration: { Types: ['PRIVATE'] },
        Policy: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'execute-api:Invoke',
              Resource: 'execute-api:/*',
              Condition: {
                StringEquals: { 'aws:SourceVpce': { Ref: 'Endpoint' } },
              },
            },
          ],
        },
      },
    },
    Proxy: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        PathPart: '{proxy+}',
      },
    },
    Method: method({ Ref: 'Proxy' }),
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
    ApiPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Function' },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Sub':
            'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*',
        },
      },
    },
    Domain: {
      Type: 'AWS::ApiGateway::DomainName',
      Properties: {
        DomainName: host,
        RegionalCertificateArn: certificateArn,
        SecurityPolicy: 'TLS_1_2',
        EndpointConfiguration: { Types: ['REGIONAL'] },
      },
    },
    Mapping: {
      Type: 'AWS::ApiGateway::BasePathMapping',
      DependsOn: 'Stage',
      Properties: {
        DomainName: { Ref: 'Domain' },
        RestApiId: { Ref: 'Api' },
        Stage: { Ref: 'Stage' },
      },
    },
  };
}

/** A target group of the function, which replaces that of addresses. */
export function functionTarget() {
  return {
    TargetPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Function' },
        Principal: 'elasticloadbalancing.amazonaws.com',
        SourceArn: {
          'Fn::Sub':
            'arn:aws:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:targetgroup/orders/*',
        },
      },
    },
    TargetGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      DependsOn: 'TargetPermission',
      Properties: {
        Name: 'orders',
        TargetType: 'lambda',
        Targets: [{ Id: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
      },
    },
  };
}

/** A private zone with an alias of the load balancer for the host name. */
export function zone() {
  return {
    Zone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: 'acme.internal',
        VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: { Ref: 'AWS::Region' } }],
      },
    },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: { Ref: 'Zone' },
        Name: host,
        Type: 'A',
        AliasTarget: {
          DNSName: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] },
          HostedZoneId: {
            'Fn::GetAtt': ['LoadBalancer', 'CanonicalHostedZoneID'],
          },
        },
      },
    },
  };
}

/** A whole service behind a load balancer: through the endpoint and the API, or straight to the function. */
export function service(
  kind: 'alb' | 'alb-lambda',
  certificateArn: string,
  bucket: string,
  cidr?: string,
) {
  const made = balancer(certificateArn);
  // The endpoint gets the first address of each subnet.
  if (kind === 'alb') made.LoadBalancer.DependsOn = 'Endpoint';
  return {
    ...(kind === 'alb' ? endpointNetwork(cidr) : network(cidr)),
    ...made,
    ...zone(),
    ...functionResources(bucket),
    ...(kind === 'alb' ? apiResources(certificateArn) : functionTarget()),
  };
}
