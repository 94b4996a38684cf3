import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AnswersError,
  type Environment,
  type Problem,
  validateAnswers,
} from '../generators/app/project.ts';
import {
  answers,
  environment,
  existingEnvironment,
  richEnvironment,
} from './fixtures.ts';

function problemsOf(changed: unknown, where?: Environment): Problem[] {
  try {
    validateAnswers(changed, where);
  } catch (error) {
    assert.ok(error instanceof AnswersError, String(error));
    return error.problems;
  }
  return [];
}

test('missing answers get their defaults, and the input is not modified', () => {
  const input = { ...answers };
  const { network: _, ...withoutNetwork } = input;
  assert.deepEqual(validateAnswers(withoutNetwork, environment), {
    ...answers,
    entry: 'endpoint',
    privateDns: 'off',
    frontend: 'none',
    data: [],
    services: [],
    authorization: 'none',
    mtls: false,
    waf: false,
    ci: 'github-actions',
  });
  assert.deepEqual(input, answers);
});

test('the default network is the existing one, if the environment has one', () => {
  const { network: _, ...withoutNetwork } = answers;
  const given = { ...withoutNetwork, environment: existingEnvironment.id };
  for (const changes of [{}, { network: undefined }]) {
    const { network } = validateAnswers(
      { ...given, ...changes },
      existingEnvironment,
    );
    assert.equal(network, 'existing');
  }
});

for (const [given, named] of [
  [true, 'on'],
  [false, 'off'],
  ['on', 'on'],
  ['off', 'off'],
  ['zone', 'zone'],
] as const) {
  test(`privateDns ${given} is ${named}`, () => {
    const { privateDns } = validateAnswers(
      { ...answers, privateDns: given },
      environment,
    );
    assert.equal(privateDns, named);
  });
}

test('privateDns yes is rejected with the values', () => {
  const [problem] = problemsOf({ ...answers, privateDns: 'yes' });
  assert.equal(problem?.field, 'privateDns');
  assert.match(problem?.message ?? '', /off, zone, on/);
});

/** The problems of a service with a table in an environment like {@link existingEnvironment}. */
function inExisting(existing: object, changes: object = {}): string[] {
  const where = {
    ...existingEnvironment,
    ...changes,
    network: {
      existing: { ...existingEnvironment.network?.existing, ...existing },
    },
  } as Environment;
  return problemsOf(
    {
      ...answers,
      environment: where.id,
      network: 'existing',
      data: ['dynamodb'],
    },
    where,
  ).map(({ field, message }) => `${field}: ${message}`);
}

const inNetwork = 'environment.network.existing';

test('an existing network with what a service needs is valid', () => {
  assert.deepEqual(inExisting({}), []);
  assert.deepEqual(inExisting({}, { baselineEndpoints: true }), []);
  assert.deepEqual(
    inExisting({
      executeApiEndpointId: undefined,
      endpointIds: {},
      allowNewEndpoints: true,
    }),
    [],
  );
});

for (const [title, existing, changes, expected] of [
  [
    'no endpoint of API Gateway',
    { executeApiEndpointId: undefined },
    {},
    `${inNetwork}.executeApiEndpointId: missing, so no request could reach the service. Add the ID of the shared endpoint`,
  ],
  ['one subnet', { subnetIds: ['subnet-0a'] }, {}, `${inNetwork}.subnetIds: `],
  [
    'no endpoint of DynamoDB',
    { endpointIds: {} },
    {},
    `${inNetwork}.endpointIds.dynamodb: missing, so the function could not reach the table. Add the ID of the gateway endpoint of DynamoDB (vpce-…), or set allowNewEndpoints: true`,
  ],
  [
    'no route tables for a new endpoint',
    { endpointIds: {}, routeTableIds: [], allowNewEndpoints: true },
    {},
    `${inNetwork}.routeTableIds: missing, but the new gateway endpoint`,
  ],
  [
    'no endpoint of the baseline, even if services may add endpoints',
    {
      endpointIds: { dynamodb: 'vpce-0b', lambda: 'vpce-0c' },
      allowNewEndpoints: true,
    },
    { baselineEndpoints: true },
    `${inNetwork}.endpointIds.logs: missing, but baselineEndpoints requires it`,
  ],
] as const) {
  test(`an existing network with ${title} is rejected with the key and the fix`, () => {
    const problems = inExisting(existing, changes);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.ok(problems[0]?.startsWith(expected), problems[0]);
  });
}

test('an environment without an existing network is rejected for network existing', () => {
  const [problem] = problemsOf(
    { ...answers, network: 'existing' },
    environment,
  );
  assert.equal(problem?.field, inNetwork);
});

for (const [name, valid] of [
  ['orders', true],
  ['a', true],
  ['orders-2', true],
  [`a${'b'.repeat(39)}`, true],
  [`a${'b'.repeat(40)}`, false],
  ['2orders', false],
  ['Orders', false],
  ['orders-', false],
  ['-orders', false],
  ['orders_api', false],
  ['orders.api', false],
  ['', false],
  ['orders\n', false],
  ['../orders', false],
] as const) {
  test(`name ${JSON.stringify(name)} is ${
    valid ? 'valid' : 'rejected'
  }`, () => {
    const problems = problemsOf({ ...answers, name });
    assert.deepEqual(
      problems.map(({ field, value }) => [field, value]),
      valid ? [] : [['name', name]],
    );
  });
}

test('every problem is listed on its own line, with field, value and what to do', () => {
  assert.throws(
    () =>
      validateAnswers({
        name: 'Orders!',
        owner: 7,
        environment: 'dev',
        entry: 'internet',
        data: ['dynamodb', 'oracle'],
        color: 'red',
        consumers: { accounts: ['12'], friends: [] },
      }),
    (error: AnswersError) => {
      const lines = error.message.split('\n');
      assert.equal(lines.length, error.problems.length);
      for (const expected of [
        /^name: Lower-case letters.*\(got "Orders!"\)$/,
        /^description: missing answer\. Purpose of the service.*\(got nothing\)$/,
        /^owner: must be of type string\..*\(got 7\)$/,
        /^entry: must be one of endpoint, custom-domain, alb, alb-lambda \(got "internet"\)$/,
        /^data\[1\]: must be one of dynamodb, s3, secret \(got "oracle"\)$/,
        /^color: not a valid answer\. Use one of name, description.*\(got "red"\)$/,
        /^consumers\.accounts\[0\]: .*\(got "12"\)$/,
        /^consumers\.friends: not a valid answer\. Use one of vpcEndpointIds, accounts, roles/,
      ]) {
        assert.ok(
          lines.some(line => expected.test(line)),
          `${expected} in\n${error.message}`,
        );
      }
      return true;
    },
  );
});

for (const nonsense of [null, undefined, 'orders', 7, [], [answers]]) {
  test(`answers that are ${JSON.stringify(nonsense)} are rejected`, () => {
    const problems = problemsOf(nonsense);
    assert.equal(problems[0]?.field, 'answers');
  });
}

test('a long value is truncated in the message', () => {
  const [problem] = problemsOf({ ...answers, name: 'x'.repeat(5_000) });
  assert.equal(problem?.field, 'name');
  assert.throws(
    () => validateAnswers({ ...answers, name: 'x'.repeat(5_000) }),
    (error: AnswersError) => error.message.length < 500,
  );
});

for (const [changes, field, reason] of [
  [{ mtls: true }, 'entry', /mtls requires entry alb or alb-lambda/],
  [
    { entry: 'alb-lambda', authorization: 'iam' },
    'authorization',
    /alb-lambda requires authorization jwt or none/,
  ],
  [
    { entry: 'alb-lambda', frontend: 'api-gateway' },
    'frontend',
    /requires frontend none or alb-s3/,
  ],
  [
    { entry: 'custom-domain', frontend: 'alb-s3' },
    'entry',
    /alb-s3 requires entry alb or alb-lambda/,
  ],
  [
    { privateDns: true, network: 'existing' },
    'network',
    /privateDns on requires network new.* Use zone or off/,
  ],
] as const) {
  test(`${JSON.stringify(changes)} is rejected with the reason`, () => {
    const problems = problemsOf({ ...answers, ...changes });
    const problem = problems.find(candidate => candidate.field === field);
    assert.match(problem?.message ?? '', reason);
  });
}

for (const changes of [
  { mtls: true, entry: 'alb' },
  { frontend: 'api-gateway' },
  { data: ['s3'] },
  { data: ['dynamodb', 'secret'] },
  { services: ['sqs'] },
  { authorization: 'iam' },
  { authorization: 'jwt' },
  { consumers: { accounts: ['111111111111'] } },
  { waf: true },
]) {
  test(`${JSON.stringify(changes)} is valid but not yet supported`, () => {
    const [field] = Object.keys(changes);
    const problems = problemsOf({ ...answers, ...changes });
    const problem = problems.find(candidate => candidate.field === field);
    assert.match(problem?.message ?? '', /^not yet supported/);
  });
}

test('an environment with every key is valid', () => {
  const changed = { ...answers, environment: 'prod', data: ['dynamodb'] };
  assert.deepEqual(problemsOf(changed, richEnvironment), []);
});

for (const [title, changes, field] of [
  ['another id', { id: 'prod' }, 'environment'],
  ['an id that no file name can have', { id: '../x' }, 'environment.id'],
  ['China', { partition: 'aws-cn' }, 'environment.partition'],
  ['no caller', { corporateCidrs: [] }, 'environment.corporateCidrs'],
  [
    'an address for a network',
    { corporateCidrs: ['10.0.0.0/8', '10.0.0.1'] },
    'environment.corporateCidrs[1]',
  ],
  ['no network', { network: {} }, 'environment.network'],
  ['no bucket', { artifactBucket: undefined }, 'environment.artifactBucket'],
  [
    'only an existing network',
    {
      network: {
        existing: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'] },
      },
    },
    'environment.network.new',
  ],
  [
    'only stacks that are read',
    { network: {}, artifactBucket: undefined, corporateCidrs: [] },
    'environment.network.new',
  ],
  [
    'a public range of callers',
    { corporateCidrs: ['8.8.8.0/24'] },
    'environment.corporateCidrs[0]',
  ],
  [
    'a misspelled key',
    { artefactBucket: 'acme-artifacts' },
    'environment.artefactBucket',
  ],
  [
    'a network that is too small',
    { network: { new: { cidrs: ['10.0.0.0/27'] } } },
    'environment.network.new.cidrs[0]',
  ],
  [
    'a network that is too large',
    { network: { new: { cidrs: ['10.0.0.0/8'] } } },
    'environment.network.new.cidrs[0]',
  ],
  [
    'a hosted zone, but only functions in the VPC',
    {
      controlPlaneInVpc: true,
      domain: { suffix: 'dev.acme.internal', hostedZoneId: 'Z0123456789' },
    },
    'environment.controlPlaneInVpc',
  ],
  [
    'a corporate network inside the range of a connected VPC',
    {
      corporateCidrs: ['10.0.0.0/8', '10.64.1.0/24'],
      network: { new: { cidrs: ['10.64.0.0/20'], transitGatewayId: 'tgw-1' } },
    },
    'environment.corporateCidrs[1]',
  ],
] as const) {
  test(`an environment with ${title} is rejected with the key`, () => {
    const problems = problemsOf({ ...answers, data: ['dynamodb'] }, {
      ...environment,
      ...changes,
    } as Environment);
    assert.ok(
      problems.some(problem => problem.field === field),
      JSON.stringify(problems),
    );
  });
}
