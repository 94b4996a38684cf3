import { parseTemplate } from '../template/parse';
import { changesBetween } from './__testUtils__/changeSets';
import { generateAll, type NamedTemplate } from './__testUtils__/generated';
import { comparisonOf, declaredCidrs } from './comparisonOf';
import { marksOf } from './marks/marks';

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';

/** What the deploy sets. */
const code = { ArtifactBucket: 'artifacts', ApiFunctionCodeKey: 'api.zip' };

let all: NamedTemplate[];
beforeAll(async () => {
  all = await generateAll();
});

const resolvable = ({ template, parameters }: NamedTemplate) => ({
  template: parseTemplate(template, 'template.yaml'),
  parameters: { ...parameters, ...code },
});

const marksOfNew = (generated: NamedTemplate) => {
  const after = resolvable(generated);
  const corporateCidrs = declaredCidrs(after);
  return marksOf(comparisonOf({ stackArn, after, corporateCidrs }));
};

it('a new stack of every combination that the generator supports has no mark of what becomes wider', () => {
  expect(all).toHaveLength(32);
  const wider = all.map(generated => [
    generated.name,
    marksOfNew(generated).filter(({ kind }) => kind !== 'connection'),
  ]);
  expect(wider).toEqual(all.map(({ name }) => [name, []]));
});

it('a new stack says who cannot reach its VPC, and what private DNS breaks', () => {
  const connections = all.map(({ name, ...generated }) => [
    name,
    marksOfNew({ name, ...generated }).map(({ logicalId }) => logicalId),
  ]);
  expect(connections).toEqual(
    all.map(({ name }) => [
      name,
      name.includes('private DNS') ? ['Vpc', 'ExecuteApiEndpoint'] : ['Vpc'],
    ]),
  );
});

/** Edits that change the stack and nothing that it admits or may do. */
const harmless: Array<[name: string, from: string | RegExp, to: string]> = [
  ['a description', 'Handles all routes of the API', 'Handles the routes'],
  ['the memory of the function', 'MemorySize: 256', 'MemorySize: 512'],
  [
    'a variable of the function',
    'TABLE_NAME: !Ref ItemsTable',
    'TABLE_NAME: !Ref ItemsTable\n          STAGE: dev',
  ],
  [
    'the tags of a security group',
    'Value: !Sub ${AWS::StackName}-execute-api',
    'Value: endpoint',
  ],
  ['the retention', 'Default: 90', 'Default: 30'],
  ['throttling', 'ThrottlingRateLimit: 100', 'ThrottlingRateLimit: 50'],
  ['a deployment of the API', /(ApiDeployment)(\w+)/g, '$1Other'],
  [
    'a narrower permission of the role',
    'Action: [logs:CreateLogStream, logs:PutLogEvents]',
    'Action: logs:PutLogEvents',
  ],
  [
    'a denial',
    'Action: [xray:PutTraceSegments, xray:PutTelemetryRecords]',
    "Action: [xray:PutTraceSegments, xray:PutTelemetryRecords]\n                Resource: '*'\n              - Effect: Deny\n                Action: s3:*",
  ],
];

/** Edits that widen something, and a part of the mark. */
const widening: Array<[name: string, from: RegExp, to: string, mark: RegExp]> =
  [
    [
      'the endpoint policy',
      /( {2}ExecuteApiEndpoint:\n(?: {4}.*\n)*?) {6}PolicyDocument:\n(?: {8}.*\n)+/,
      '$1',
      /^ExecuteApiEndpoint .*: the endpoint policy is removed: every API/,
    ],
    [
      'the API type',
      /Types: \[PRIVATE\]/,
      'Types: [REGIONAL]',
      /^RestApi .*: API type PRIVATE → REGIONAL: reachable from the internet$/,
    ],
    [
      'a public subnet',
      /MapPublicIpOnLaunch: false/,
      'MapPublicIpOnLaunch: true',
      /^PrivateSubnetA .*: MapPublicIpOnLaunch is true/,
    ],
    [
      'the denial of other sources',
      /^ {10}- Effect: Deny\n(?: {12}.*\n)+/m,
      '',
      /^RestApi .*: no longer denied: execute-api:Invoke on execute-api:\/\* for everyone if aws:SourceVpce is not ExecuteApiEndpoint$/,
    ],
    [
      'the permissions boundary',
      / {6}PermissionsBoundary: !If.*\n(?=(?: {6}.*\n)*? {8}- PolicyName: write-own-logs)/,
      '',
      /^ApiFunctionRole .*: the permissions boundary is removed/,
    ],
  ];

/** The full combination, and the text of its marks after an edit. */
function marksAfter(from: string | RegExp, to: string): string[] {
  const before = all.find(
    ({ name }) =>
      name ===
      'table, private DNS, baseline endpoints, key and boundary, three networks',
  )!;
  const template = before.template.replace(from, to);
  expect(template).not.toBe(before.template);
  const after = resolvable({ ...before, template });
  const old = resolvable(before);
  return marksOf(
    comparisonOf({
      stackArn,
      before: old,
      after,
      changes: changesBetween(old, after),
      corporateCidrs: declaredCidrs(after),
    }),
  ).map(({ text }) => text);
}

it.each(harmless)('an update of %s has no mark', (_, from, to) => {
  expect(marksAfter(from, to)).toEqual([]);
});

it.each(widening)('an update of %s has a mark', (_, from, to, mark) => {
  expect(marksAfter(from, to)).toEqual([expect.stringMatching(mark)]);
});

it('an update from one combination to every other one marks only what is added', () => {
  const marks = (before: NamedTemplate, after: NamedTemplate) => {
    const [old, current] = [resolvable(before), resolvable(after)];
    return marksOf(
      comparisonOf({
        stackArn,
        before: old,
        after: current,
        changes: changesBetween(old, current),
        corporateCidrs: declaredCidrs(current),
      }),
    );
  };
  const named = (name: string) => all.find(one => one.name === name)!;
  const plain = named('hello, one network');
  expect(marks(named('hello, private DNS, one network'), plain)).toEqual([]);
  expect(marks(named('table, one network'), plain)).toEqual([]);
  expect(
    marks(plain, named('table, one network')).map(({ text }) => text),
  ).toEqual([
    'ApiFunctionRole (AWS::IAM::Role): new permission: dynamodb:GetItem, dynamodb:PutItem, dynamodb:DeleteItem, dynamodb:Scan on ItemsTable',
    'FunctionSecurityGroup (AWS::EC2::SecurityGroup): new egress rule: TCP 443 to prefix list pl-6ea54007, whose addresses are unknown',
  ]);
  expect(
    marks(plain, named('hello, three networks')).map(({ text }) => text),
  ).toEqual([
    'ExecuteApiEndpointSecurityGroup (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 172.16.0.0/12',
    'ExecuteApiEndpointSecurityGroup (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from fd00::/8',
  ]);
});
