import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const one = (type: string, properties = '{}') =>
  `Thing: { Type: ${type}, Properties: ${properties} }`;
const withApi = (resource: string) => `
  Api: { Type: AWS::ApiGateway::RestApi }
  Domain: { Type: AWS::ApiGateway::DomainName }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Balancer } }
  ${resource}`;

ruleCases('PS50', {
  proven: [
    ['no such resource', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'a method of an API of the template',
      withApi(one('AWS::ApiGateway::Method', '{ RestApiId: !Ref Api }')),
    ],
    [
      'a mapping of a domain of the template',
      withApi(
        one('AWS::ApiGateway::BasePathMapping', '{ DomainName: !Ref Domain }'),
      ),
    ],
    [
      'a rule of a listener of the template',
      withApi(
        one(
          'AWS::ElasticLoadBalancingV2::ListenerRule',
          '{ ListenerArn: !GetAtt Listener.ListenerArn }',
        ),
      ),
    ],
    [
      'tasks for a target group of the template',
      `
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup }
  ${one(
    'AWS::ECS::Service',
    '{ LoadBalancers: [{ TargetGroupArn: !Ref Targets }] }',
  )}`,
    ],
    ['tasks without a load balancer', one('AWS::ECS::Service')],
    [
      'instances for a target group of the template',
      `
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup }
  ${one(
    'AWS::AutoScaling::AutoScalingGroup',
    '{ TrafficSources: [{ Type: elbv2, Identifier: !Ref Targets }] }',
  )}`,
    ],
    ['a project', one('AWS::CodeBuild::Project')],
    [
      'a gateway of agents with IAM',
      one('AWS::BedrockAgentCore::Gateway', '{ AuthorizerType: AWS_IAM }'),
    ],
  ],
  violated: [
    ...[
      'AWS::Amplify::App',
      'AWS::ApiGatewayV2::DomainName',
      'AWS::ApiGatewayV2::PortalProduct',
      'AWS::CloudFront::ConnectionGroup',
      'AWS::CloudFront::DistributionTenant',
      'AWS::CloudFront::VpcOrigin',
      'AWS::EC2::VerifiedAccessEndpoint',
      'AWS::ECR::PublicRepository',
      'AWS::Lambda::MicroVm',
      'AWS::Lambda::WebFunctionEndpoint',
      'AWS::WorkSpacesWeb::Portal',
      'aws::cloudfront::vpcorigin',
      'Alexa::ASK::Skill',
    ].map((type): Case => [type, one(type)]),
    [
      'a public project',
      one('AWS::CodeBuild::Project', '{ Visibility: PUBLIC_READ }'),
    ],
    [
      'a gateway of agents for everybody',
      one('AWS::BedrockAgentCore::Gateway', '{ AuthorizerType: NONE }'),
    ],
    [
      'a website under a condition',
      'Site: { Type: AWS::Amplify::App, Condition: Open }',
    ],
  ],
  unproven: [
    ...[
      [
        'AWS::AutoScaling::AutoScalingGroup',
        '{ TrafficSources: [{ Type: elbv2, Identifier: arn:x }] }',
      ],
      ['AWS::AutoScaling::AutoScalingGroup', '{ LoadBalancerNames: [public] }'],
      [
        'AWS::ECS::Service',
        '{ LoadBalancers: [{ LoadBalancerName: public }] }',
      ],
      [
        'AWS::ECS::Service',
        '{ LoadBalancers: [{ AdvancedConfiguration: { AlternateTargetGroupArn: arn:x } }] }',
      ],
      [
        'AWS::ECS::Service',
        '{ LoadBalancers: [{ AdvancedConfiguration: { ProductionListenerRule: arn:x } }] }',
      ],
      [
        'AWS::ECS::Service',
        '{ VpcLatticeConfigurations: [{ TargetGroupArn: arn:x }] }',
      ],
      [
        'AWS::CodeDeploy::DeploymentGroup',
        '{ LoadBalancerInfo: { TargetGroupInfoList: [{ Name: public }] } }',
      ],
    ].map(
      ([type, properties]): Case => [
        `targets of a load balancer elsewhere: ${type} ${properties}`,
        one(type, properties),
      ],
    ),
    [
      'a route on an API elsewhere',
      one('AWS::ApiGatewayV2::Route', '{ ApiId: abc123 }'),
    ],
    [
      'a method on an API of a parameter',
      one('AWS::ApiGateway::Method', '{ RestApiId: !Ref Anything }'),
    ],
    [
      'a method on an imported API',
      one('AWS::ApiGateway::Method', '{ RestApiId: !ImportValue api }'),
    ],
    [
      'a rule of a listener elsewhere',
      one(
        'AWS::ElasticLoadBalancingV2::ListenerRule',
        "{ ListenerArn: 'arn:aws:elasticloadbalancing:eu-central-1:111111111111:listener/app/a/b/c' }",
      ),
    ],
    [
      'tasks for a target group elsewhere',
      one(
        'AWS::ECS::Service',
        "{ LoadBalancers: [{ TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/a/b' }] }",
      ),
    ],
    [
      'instances for a target group elsewhere, among others',
      `
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup }
  ${one(
    'AWS::AutoScaling::AutoScalingGroup',
    '{ TargetGroupARNs: [!Ref Targets, !ImportValue targets] }',
  )}`,
    ],
    [
      'a method on an API that a custom resource names',
      `
  Lookup: { Type: Custom::Lookup }
  ${one('AWS::ApiGateway::Method', '{ RestApiId: !GetAtt Lookup.Api }')}`,
    ],
    [
      'a gateway of agents with tokens',
      one('AWS::BedrockAgentCore::Gateway', '{ AuthorizerType: CUSTOM_JWT }'),
    ],
  ],
});
