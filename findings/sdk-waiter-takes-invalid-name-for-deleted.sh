#!/usr/bin/env bash
# The SDK's waiter for a deleted stack succeeds for a name that CloudFormation rejects. CloudFormation responds to
# DescribeStacks with the code `ValidationError` both for a stack that does not exist and for a name that is not valid, and
# the waiter takes every `ValidationError` for a deleted stack. `aws cloudformation wait stack-delete-complete` has the same
# definition (waiters-2.json of botocore).
#
#   StackName       response of DescribeStacks                                           waiter
#   orders          Stack with id orders does not exist                                  SUCCESS
#   "orders "       1 validation error detected: Value 'orders ' at 'stackName' failed…  SUCCESS
#   orders_dev      1 validation error detected: Value 'orders_dev' at 'stackName' …     SUCCESS
#
# A script that deletes a stack and waits by a misspelled name continues while the stack still exists. Wait by the ARN: for
# a deleted stack, CloudFormation then returns DELETE_COMPLETE.
#
# Versions: @aws-sdk/client-cloudformation 3.1169.0; observed on 2026-11-28.
#
# Requires Node, npm and the npm registry. A local server gives CloudFormation's responses. Installs into a temporary folder
# and fails if the output differs from the above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @aws-sdk/client-cloudformation@3.1169.0

cat >wait.cjs <<'JS'
const { createServer } = require('node:http');
const {
  CloudFormationClient,
  waitUntilStackDeleteComplete,
} = require('@aws-sdk/client-cloudformation');

const pattern = '[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*';
const messageFor = name =>
  new RegExp(`^(${pattern})$`).test(name)
    ? `Stack with id ${name} does not exist`
    : `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`;

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const name = new URLSearchParams(body).get('StackName');
  response.writeHead(400, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${messageFor(
      name,
    )}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  );
});

server.listen(0, '127.0.0.1', async () => {
  const client = new CloudFormationClient({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  for (const StackName of ['orders', 'orders ', 'orders_dev']) {
    const { state } = await waitUntilStackDeleteComplete(
      { client, maxWaitTime: 60 },
      { StackName },
    );
    console.log(`"${StackName}": ${state}`);
  }
  server.close();
  client.destroy();
});
JS
node wait.cjs | tee seen
cat >expected <<'TEXT'
"orders": SUCCESS
"orders ": SUCCESS
"orders_dev": SUCCESS
TEXT
diff expected seen
