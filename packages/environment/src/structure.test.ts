import {
  deployable,
  full,
  problemsOf,
  readOnly,
} from './__testUtils__/environments.ts';

const path = 'privateServerless.environments[0]';

describe('a key', () => {
  it.each([
    [{ artefactBucket: 'acme' }, 'artefactBucket', 'artifactBucket'],
    [{ corporateCIDRs: [] }, 'corporateCIDRs', 'corporateCidrs'],
    [{ logRetention: 30 }, 'logRetention', 'logRetentionDays'],
    [{ account: '111111111111' }, 'account', 'accountId'],
    [
      { network: { new: { cidr: ['10.64.0.0/20'] } } },
      'network.new.cidr',
      'cidrs',
    ],
    [{ domain: { sufix: 'acme.internal' } }, 'domain.sufix', 'suffix'],
  ])(
    '%j is unknown, and the nearest known one is named',
    (change, key, meant) => {
      expect(problemsOf({ ...readOnly, ...change })).toContain(
        `${path}.${key}: is not a key of the configuration. Did you mean ${meant}?`,
      );
    },
  );

  it('without a similar known key is reported with the known keys', () => {
    expect(problemsOf({ ...readOnly, somethingElse: 1 })).toEqual([
      expect.stringMatching(
        /\.somethingElse: is not a key of the configuration\. Remove it\. Known keys: id, title, accountId, region,/,
      ),
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'named %s is an unknown key like any other',
    key => {
      const written = JSON.parse(
        JSON.stringify(readOnly).replace(/}$/, `,"${key}":{"id":"x"}}`),
      );
      expect(problemsOf(written)).toEqual([
        expect.stringContaining(`${path}.${key}: is not a key`),
      ]);
    },
  );

  it('that is required and missing is reported with its format', () => {
    expect(problemsOf({ ...readOnly, accountId: null })).toEqual([
      `${path}.accountId: is missing. Use its 12 digits, in quotes so that YAML keeps leading zeros. If an environment variable supplies it, set the variable.`,
    ]);
  });

  it('that is misspelled is not reported as missing, too', () => {
    const { artifactBucket, ...without } = deployable;
    expect(problemsOf({ ...without, artefactBucket: artifactBucket })).toEqual([
      expect.stringContaining('.artefactBucket: is not a key'),
    ]);
  });
});

describe('a value', () => {
  it.each<[object, string]>([
    [{ id: 'Dev' }, ".id: 'Dev' is not a valid ID. Use lowercase"],
    [{ id: '' }, ".id: '' is not a valid ID."],
    [{ id: '../etc' }, ".id: '../etc' is not a valid ID."],
    [{ accountId: '1111' }, ".accountId: '1111' is not a valid AWS account ID"],
    [
      { accountId: 111111111111 },
      '.accountId: 111111111111 is not a string. Use its 12 digits, in quotes',
    ],
    [
      { region: 'Frankfurt' },
      ".region: 'Frankfurt' is not a valid AWS region. Use a full region name such as 'eu-central-1'.",
    ],
    [{ region: 'eu-central-1a' }, ".region: 'eu-central-1a' is not a valid"],
    [
      { partition: 'azure' },
      ".partition: 'azure' is not one of the allowed values. Use one of aws, aws-cn, aws-us-gov.",
    ],
    [
      { awsEndpointUrl: 'localhost:4510' },
      ".awsEndpointUrl: 'localhost:4510' is not a valid URL.",
    ],
    [
      { artifactBucket: 's3://acme' },
      ".artifactBucket: 's3://acme' is not a valid S3 bucket name.",
    ],
    [
      { cloudFormationRoleArn: 'deploy' },
      ".cloudFormationRoleArn: 'deploy' is not a valid role ARN.",
    ],
    [
      { cloudFormationRoleArn: 'arn:aws:iam::111111111111:user/deploy' },
      'is not a valid role ARN.',
    ],
    [
      { kmsKeyArn: 'alias/logs' },
      ".kmsKeyArn: 'alias/logs' is not a valid key ARN.",
    ],
    [
      { corporateCidrs: '10.0.0.0/8' },
      ".corporateCidrs: '10.0.0.0/8' is not a list. Write it as a list.",
    ],
    [
      { corporateCidrs: ['10.0.0.0/33'] },
      ".corporateCidrs[0]: '10.0.0.0/33' is not a valid address range.",
    ],
    [
      { corporateCidrs: ['012.0.0.0/8'] },
      ".corporateCidrs[0]: '012.0.0.0/8' is not a valid address range. Use a range such as '10.0.0.0/8', without leading zeros.",
    ],
    [
      { corporateCidrs: ['10.0.0.0/8', '10.0.0.0/8'] },
      '.corporateCidrs[1]: is the same as [0]. Remove one of the two.',
    ],
    [{ corporateCidrs: [null] }, '.corporateCidrs[0]: is not a string.'],
    [
      { logRetentionDays: 45 },
      '.logRetentionDays: 45 is not a valid retention period of CloudWatch Logs. Use one of 1, 3, 5, 7, 14, 30, 60, 90,',
    ],
    [
      { logRetentionDays: 'a month' },
      ".logRetentionDays: 'a month' is not a whole number.",
    ],
    [
      { deletionProtection: 'maybe' },
      ".deletionProtection: 'maybe' is not true or false. Write true or false.",
    ],
    [
      {
        network: {
          existing: { vpcId: 'v', subnetIds: ['subnet-1', 'subnet-2'] },
        },
      },
      ".network.existing.vpcId: 'v' is not a valid ID of this type. Use an ID such as vpc-0a1b2c3d.",
    ],
    [
      {
        network: {
          new: { cidrs: ['10.64.0.0/20'], transitGatewayId: 'tgw-attach-0a1b' },
        },
      },
      ".network.new.transitGatewayId: 'tgw-attach-0a1b' is not a valid ID of this type. Use an ID such as tgw-0a1b2c3d.",
    ],
    [
      {
        domain: {
          suffix: 'dev.acme.internal',
          hostedZoneId: '/hostedzone/Z0123456789ABC',
        },
      },
      ".domain.hostedZoneId: '/hostedzone/Z0123456789ABC' is not a valid ID of a hosted zone. Use an ID such as Z0123456789ABC, without /hostedzone/.",
    ],
    [
      { network: { existing: { vpcId: 'vpc-1', subnetIds: ['subnet-1'] } } },
      '.network.existing.subnetIds: the list is too short. List at least two, in two Availability Zones.',
    ],
    [
      { domain: { suffix: 'acme' } },
      ".domain.suffix: 'acme' is not a valid domain name.",
    ],
    [
      { jwt: { issuer: 'http://login', audience: 'a' } },
      ".jwt.issuer: 'http://login' is not a valid https URL.",
    ],
    [
      { privacy: { severity: { S1: 'H' } } },
      '.privacy.severity.S1: the key is not a valid privacy rule ID.',
    ],
    [
      { privacy: { severity: { PS01: 'X' } } },
      ".privacy.severity.PS01: 'X' is not one of the allowed values. Use one of H, M, L.",
    ],
    [
      { privacy: { maxFactsAge: 'a day' } },
      ".privacy.maxFactsAge: 'a day' is not a valid duration.",
    ],
    [
      { tags: { costCentre: 42 } },
      ".tags.costCentre: 42 is not a string. Put it in quotes, such as costCentre: '42'.",
    ],
    [{ tags: ['a'] }, '.tags: is not a map of keys.'],
    [{ tags: { 'a/b~c': true } }, '.tags.a/b~c: true is not a string.'],
  ])('%j is rejected with path, value and fix', (change, message) => {
    expect(problemsOf({ ...deployable, ...change }).join('\n')).toContain(
      message,
    );
  });

  it.each([
    ['kmsKeyArn', 'kmsKeyArn'],
    ['title', 'title'],
    ['tags', 'tags.owner'],
  ])('that is a map where %s is a text is not shown', (key, at) => {
    const secret = { password: 'hunter2' };
    const value = key === 'tags' ? { owner: secret } : secret;
    const problems = problemsOf({ ...full, [key]: value });
    expect(problems).toEqual([
      expect.stringContaining(`${path}.${at}: is not a string.`),
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('the value in a message', () => {
  it.each<[string, object, string]>([
    ['a misplaced password', { dbPassword: 'hunter2' }, 'hunter2'],
    [
      'the password of a URL',
      { awsEndpointUrl: 'http://me:hunter2@aws.local' },
      'hunter2',
    ],
    [
      'a password with an @',
      { awsEndpointUrl: 'http://me:hunter2@x@aws.local' },
      'hunter2',
    ],
    [
      'a token of a URL',
      { jwt: { issuer: 'http://x/?token=hunter2', audience: 'a' } },
      'hunter2',
    ],
    [
      'an access key id',
      { accountId: 'AKIAIOSFODNN7EXAMPLE' },
      'AKIAIOSFODNN7EXAMPLE',
    ],
    [
      'a secret access key',
      { artifactBucket: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      'bPxRfiCYEXAMPLEKEY',
    ],
    [
      'a password without a protocol before it',
      { awsEndpointUrl: 'me:hunter2@aws.local' },
      'hunter2',
    ],
    ['a named password', { region: 'DB_PASSWORD=hunter2 x' }, 'hunter2'],
    [
      'a token of GitHub',
      { artifactBucket: 'ghp_0123456789abcdefABCDEF0123456789abcd' },
      'abcdefABCDEF',
    ],
    [
      'a JWT',
      { region: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl' },
      'c2lnbmF0dXJl',
    ],
  ])('is not %s', (_, change, secret) => {
    const problems = problemsOf({ ...readOnly, ...change });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).not.toContain(secret);
  });

  it('may be the ARN of a resource', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-central-1:111111111111:alias/orders';
    expect(problemsOf({ ...deployable, kmsKeyArn }).join()).toContain(
      `'${kmsKeyArn}' is not a valid key ARN.`,
    );
  });

  it.each([
    ['logRetentionDays', '30 days', "'30 days' is not a whole number."],
    ['partition', 5, '5 is not a string.'],
  ])('is one problem of %s: %j', (key, value, message) => {
    expect(problemsOf({ ...deployable, [key]: value })).toEqual([
      expect.stringContaining(`${path}.${key}: ${message}`),
    ]);
  });

  it.each(['a..b', '192.168.1.1', 's3://abc', 'Abc', 'ab', '-abc'])(
    'is the bucket name %s, which S3 refuses',
    artifactBucket => {
      expect(problemsOf({ ...deployable, artifactBucket })).toEqual([
        expect.stringContaining(
          `${path}.artifactBucket: '${artifactBucket}' is not a valid S3 bucket name.`,
        ),
      ]);
    },
  );

  // A search without a limit takes minutes.
  it('is searched for credentials in a value of any length', () => {
    const problems = problemsOf({
      ...deployable,
      region: 'a:'.repeat(500_000),
    });
    expect(problems).toHaveLength(1);
  });

  it('is one short line', () => {
    const [problem] = problemsOf({
      ...readOnly,
      region: `a\n${'b'.repeat(9_999)}`,
    });
    expect(problem).toMatch(/^[^\n]{1,300}$/);
  });
});
