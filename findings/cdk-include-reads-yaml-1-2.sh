#!/usr/bin/env bash
# The CDK's CfnInclude parses a YAML template as YAML 1.2. CloudFormation supports YAML 1.1
# (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html).
#
# Versions: aws-cdk-lib 2.276.0, constructs 10.8.0; observed on 2026-11-28.
#
# So a template has different values if you deploy it directly and if a CDK app includes it:
#
#   text in the template            YAML 1.1                      synthesized by the CDK
#   Default: 012345670123           1402433619, an octal number   12345670123, without the leading zero
#   NoEcho: yes                     true, the value is hidden     "yes", a string
#   Value: 22:22                    1342, in base 60              "22:22"
#
# An unquoted account ID with a leading zero is wrong in both, with different numbers. Quote it.
#
# Requires Node, npm and the npm registry. Installs into a temporary folder and fails if the output differs from the above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent aws-cdk-lib@2.276.0 constructs@10.8.0

cat >template.yaml <<'YAML'
Parameters:
  Account: { Type: String, Default: 012345670123 }
  Hidden: { Type: String, NoEcho: yes }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Tags: [{ Key: at, Value: 22:22 }]
YAML

cat >include.cjs <<'JS'
const { App, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Included');
new CfnInclude(stack, 'Template', { templateFile: 'template.yaml' });
const { Parameters, Resources } = app.synth().getStackByName('Included').template;
console.log(
  JSON.stringify({
    account: Parameters.Account.Default,
    noEcho: Parameters.Hidden.NoEcho,
    tag: Resources.Topic.Properties.Tags[0].Value,
  }),
);
JS

expected='{"account":12345670123,"noEcho":"yes","tag":"22:22"}'
found=$(node include.cjs 2>/dev/null)
echo "aws-cdk-lib 2.276.0: $found"
[ "$found" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
