#!/usr/bin/env bash
# The CDK's DomainName with EndpointType.PRIVATE synthesizes AWS::ApiGateway::DomainName. A private custom domain is of type
# AWS::ApiGateway::DomainNameV2, which has a policy and needs an access association with a VPC endpoint
# (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html).
#
# Versions: aws-cdk-lib 2.276.0, constructs 10.8.0; observed on 2026-11-29.
#
# The synthesis prints no warning. Users report that CloudFormation then rejects the domain with "RegionalCertificateArn is not
# supported for PRIVATE custom domain name" (https://github.com/aws/aws-cdk/issues/32551). The class has no property for a policy,
# and its mapping is AWS::ApiGateway::BasePathMapping, which private domains do not support either. Use the L1 constructs
# CfnDomainNameV2, CfnBasePathMappingV2 and CfnDomainNameAccessAssociation.
#
# Requires Node, npm and the npm registry. Installs into a temporary folder and fails if the output differs from the above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent aws-cdk-lib@2.276.0 constructs@10.8.0

cat >synthesize.cjs <<'JS'
const { App, Stack } = require('aws-cdk-lib');
const { BasePathMapping, DomainName, EndpointType, RestApi } = require('aws-cdk-lib/aws-apigateway');
const { Certificate } = require('aws-cdk-lib/aws-certificatemanager');

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Private');
const certificate = Certificate.fromCertificateArn(
  stack,
  'Certificate',
  'arn:aws:acm:eu-central-1:111111111111:certificate/0a1b',
);
const domainName = new DomainName(stack, 'Domain', {
  domainName: 'orders.dev.acme.internal',
  certificate,
  endpointType: EndpointType.PRIVATE,
});
new BasePathMapping(stack, 'Mapping', {
  domainName,
  restApi: RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5'),
});
const { Resources } = app.synth().getStackByName('Private').template;
for (const { Type, Properties } of Object.values(Resources)) {
  console.log(Type, Object.keys(Properties).join(), Properties.EndpointConfiguration?.Types?.join() ?? '');
}
JS

expected='AWS::ApiGateway::DomainName DomainName,EndpointConfiguration,RegionalCertificateArn PRIVATE
AWS::ApiGateway::BasePathMapping DomainName,RestApiId '
found=$(node synthesize.cjs 2>&1)
echo "aws-cdk-lib 2.276.0:"
echo "$found"
[ "$found" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
