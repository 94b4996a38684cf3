// Synthesizes an AWS CDK app once for each variant: node cdkApp.cjs LIBRARIES OUT VARIANT …
const { createRequire } = require('node:module');
const path = require('node:path');

const [libraries, out, ...variants] = process.argv.slice(2);
const load = createRequire(path.join(libraries, 'package.json'));
const cdk = load('aws-cdk-lib');
const {
  aws_apigateway: apigateway,
  aws_dynamodb: dynamodb,
  aws_ec2: ec2,
  aws_elasticloadbalancingv2: elb,
  aws_iam: iam,
  aws_lambda: lambda,
  aws_logs: logs,
  aws_s3: s3,
} = cdk;

/** What makes a variant public. */
const kinds = {
  NAT: 'nat',
  PUBLIC_SUBNET: 'public-subnet',
  OPEN_GROUP: 'open-group',
  URL: 'url',
  REGIONAL: 'regional',
  BUCKET: 'bucket',
  LOAD_BALANCER: 'load-balancer',
  WILDCARD: 'wildcard',
};

const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

/** The VPC construct, made private, with the endpoints of the API and the table. */
class Network extends cdk.Stack {
  constructor(app, variant) {
    super(app, 'Network');
    const { NAT, PUBLIC_SUBNET } = kinds;
    const hasPublicSubnet = variant === NAT || variant === PUBLIC_SUBNET;
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: variant === NAT ? 1 : 0,
      subnetConfiguration: [
        { name: 'isolated', ...isolated },
        ...(hasPublicSubnet
          ? [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }]
          : []),
      ],
      restrictDefaultSecurityGroup: false,
    });
    const group = new ec2.SecurityGroup(this, 'EndpointGroup', {
      vpc: this.vpc,
      allowAllOutbound: false,
    });
    group.addIngressRule(
      variant === kinds.OPEN_GROUP
        ? ec2.Peer.anyIpv4()
        : ec2.Peer.ipv4('10.0.0.0/8'),
      ec2.Port.tcp(443),
    );
    this.endpoint = this.vpc.addInterfaceEndpoint('ApiEndpoint', {
      service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY,
      securityGroups: [group],
      subnets: isolated,
      open: false,
    });
    this.endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [`arn:aws:execute-api:${this.region}:${this.account}:*`],
      }),
    );
    const tables = this.vpc.addGatewayEndpoint('Tables', {
      service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
      subnets: [isolated],
    });
    tables.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:Scan'],
        resources: [`arn:aws:dynamodb:${this.region}:${this.account}:table/*`],
      }),
    );
  }
}

/** A function behind a private API, with a table and a bucket. */
class Service extends cdk.Stack {
  constructor(app, variant, { vpc, endpoint }) {
    super(app, 'Service');
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({});'),
      vpc,
      vpcSubnets: isolated,
      securityGroups: [
        new ec2.SecurityGroup(this, 'FunctionGroup', {
          vpc,
          allowAllOutbound: false,
        }),
      ],
      logGroup: new logs.LogGroup(this, 'HandlerLogs', {
        retention: logs.RetentionDays.ONE_MONTH,
      }),
    });
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    });
    table.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem');
    if (variant === kinds.WILDCARD) {
      handler.addToRolePolicy(
        new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }),
      );
    }
    if (variant === kinds.URL) {
      handler.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    }
    const isRegional = variant === kinds.REGIONAL;
    const api = new apigateway.RestApi(this, 'Api', {
      endpointConfiguration: isRegional
        ? { types: [apigateway.EndpointType.REGIONAL] }
        : {
            types: [apigateway.EndpointType.PRIVATE],
            vpcEndpoints: [endpoint],
          },
      policy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            principals: [new iam.AnyPrincipal()],
            actions: ['execute-api:Invoke'],
            resources: ['execute-api:/*'],
            conditions: {
              StringEquals: { 'aws:SourceVpce': endpoint.vpcEndpointId },
            },
          }),
        ],
      }),
    });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(handler));
    const bucket = new s3.Bucket(this, 'Bucket', {
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });
    if (variant === kinds.BUCKET) {
      bucket.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.AnyPrincipal()],
          actions: ['s3:GetObject'],
          resources: [bucket.arnForObjects('*')],
        }),
      );
    }
    if (variant === kinds.LOAD_BALANCER) {
      const balancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
        vpc,
        vpcSubnets: isolated,
        internetFacing: true,
      });
      balancer.setAttribute('idle_timeout.timeout_seconds', '60');
    }
  }
}

for (const variant of variants) {
  const app = new cdk.App({
    outdir: path.join(out, variant),
    analyticsReporting: false,
    context: { 'aws:cdk:enable-path-metadata': true },
  });
  const network = new Network(app, variant);
  const service = new Service(app, variant, network);
  service.addDependency(network);
  app.synth();
}
