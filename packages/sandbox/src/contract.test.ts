import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import clients from '../clients.json';
import { Account } from './account/Account';
import { CloudFormationContext } from './cloudformation/operations';
import { cloudFormation } from './cloudformation/service';
import { Stacks } from './cloudformation/Stacks';
import { LogStore } from './logs/LogStore';
import { cloudWatchLogs } from './logs/service';
import { supportedTypes } from './resources';
import { s3Operations } from './s3/route';
import { sts } from './sts/service';

const root = join(__dirname, '../../..');
const account = new Account({
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
});

/** The operations that the sandbox supports, by the SDK package that calls them. DynamoDB's are those of dynalite. */
const supported: Record<string, string[]> = {
  'client-cloudformation': Object.keys(
    cloudFormation({
      stacks: new Stacks(account),
      services: { account },
    } as unknown as CloudFormationContext).operations,
  ),
  'client-cloudwatch-logs': Object.keys(
    cloudWatchLogs(account, new LogStore()).operations,
  ),
  'client-s3': s3Operations,
  'client-sts': Object.keys(sts(account).operations),
};

/** What lib-storage's `Upload` calls. */
const uploadSteps = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
];

/** The sources of the repository, except those of the sandbox. */
const sources = ['packages', 'plugins', 'templates', 'bench', 'e2e-tests']
  .flatMap(folder => filesIn(join(root, folder)))
  .filter(file => !file.startsWith(join(root, 'packages/sandbox/')));
const isTest = (file: string) =>
  /[.]test[.]tsx?$|\/(__testUtils__|test|dev|bench|e2e-tests)\//.test(
    `/${relative(root, file)}`,
  );
const product = imported(sources.filter(file => !isTest(file)));
const tests = imported(sources.filter(isTest));

/** What `clients.json` lists, as `client-cloudformation CreateStack`. */
const listed = clients.operations.map(one => ({
  ...one,
  name: `${one.service} ${one.operation}`,
}));

describe('the operations of the sandbox', () => {
  it('are those that the product calls, or that clients.json gives a reason for', () => {
    const all = Object.entries(supported).flatMap(([service, operations]) =>
      operations.map(operation => `${service} ${operation}`),
    );
    const needed = new Set([...product, ...listed.map(({ name }) => name)]);
    expect(all.filter(name => !needed.has(name))).toEqual([]);
    const missing = [...needed].filter(
      name => supported[name.split(' ')[0]] && !all.includes(name),
    );
    expect(missing).toEqual([]);
    // The comparison has something to compare.
    expect(product.size).toBeGreaterThan(20);
  });

  it('are listed in clients.json with a client, a version and a reason, and for tests only if there are such tests', () => {
    for (const { client, version, reason, name } of listed) {
      expect({ name, client, version, reason }).toEqual({
        name,
        client: expect.stringMatching(/^(aws|cdk|tests)$/),
        version: expect.stringMatching(/^(\d+[.]\d+[.]\d+|this repository)$/),
        reason: expect.stringMatching(/./),
      });
    }
    const ofTests = listed.filter(({ client }) => client === 'tests');
    expect(ofTests.filter(({ name }) => !tests.has(name))).toEqual([]);
  });
});

describe('the resource types of the sandbox', () => {
  it('are those of the fragments and of the environment, or that clients.json gives a reason for', () => {
    const declared = new Set(
      ['fragments', 'environment']
        .flatMap(folder =>
          filesIn(
            join(root, 'templates/private-serverless', folder),
            /[.]yaml$/,
          ),
        )
        .map(file => readFileSync(file, 'utf8'))
        .flatMap(text =>
          [...text.matchAll(/^ +Type: (AWS::\w+::\w+)$/gm)].map(
            ([, type]) => type,
          ),
        ),
    );
    expect(declared.size).toBeGreaterThan(15);
    const needed = new Set([
      ...declared,
      ...clients.types.map(({ type }) => type),
    ]);
    expect(supportedTypes.filter(type => !needed.has(type))).toEqual([]);
    expect([...needed].filter(type => !supportedTypes.includes(type))).toEqual(
      [],
    );
  });
});

/** The operations whose commands, paginators or uploads the sources import. */
function imported(files: string[]): Set<string> {
  const found = new Set<string>();
  for (const file of files) {
    const imports = readFileSync(file, 'utf8').matchAll(
      /import\s+\{([^}]*)\}\s+from\s+'@aws-sdk\/([\w-]+)'/g,
    );
    for (const [, names, service] of imports) {
      for (const name of names.split(/[\s,]+/)) {
        const [, operation] =
          /^(?:paginate)?(\w+?)(?:Command)?$/.exec(name) ?? [];
        if (/^paginate|Command$/.test(name)) {
          found.add(`${service} ${operation}`);
        } else if (service === 'lib-storage' && name === 'Upload') {
          for (const step of uploadSteps) found.add(`client-s3 ${step}`);
        }
      }
    }
  }
  return found;
}

function filesIn(folder: string, pattern = /[.]tsx?$/): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return /^(node_modules|dist|dist-types|[.].*)$/.test(entry.name)
        ? []
        : filesIn(path, pattern);
    }
    return pattern.test(entry.name) ? [path] : [];
  });
}
