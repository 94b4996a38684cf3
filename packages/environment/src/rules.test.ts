import {
  deployable,
  full,
  problemsOf,
  readOnly,
  warningsOf,
} from './__testUtils__/environments.ts';

const path = 'privateServerless.environments[0]';

describe('bucket and network', () => {
  it('may both be missing if stacks are only read', () => {
    expect(problemsOf(readOnly)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a network without a bucket',
      { artifactBucket: undefined },
      '.artifactBucket: is missing, but a deploy uploads the functions to this bucket.',
    ],
    [
      'a bucket without a network',
      { network: undefined },
      '.network: has neither existing nor new',
    ],
    [
      'an empty network',
      { network: {} },
      '.network: has neither existing nor new',
    ],
    [
      'a network without a value',
      { network: { new: null } },
      '.network: has neither existing nor new',
    ],
    [
      'a new network without addresses',
      { network: { new: {} } },
      '.network.new.cidrs: is missing.',
    ],
    [
      'an empty address plan',
      { network: { new: { cidrs: [] } } },
      '.network.new.cidrs: the list is too short.',
    ],
    [
      'nobody who may call',
      { corporateCidrs: [] },
      '.corporateCidrs: is missing or empty, so no network may call the services.',
    ],
  ])('%s is rejected', (_, change, message) => {
    const problems = problemsOf({ ...deployable, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${path}${message}`);
  });
});

describe('the addresses of a new network', () => {
  it.each(['10.0.0.0/16', '10.0.0.0/26', '100.64.0.0/20', '192.168.4.0/24'])(
    '%s hold three subnets',
    cidr => {
      expect(
        problemsOf({ ...deployable, network: { new: { cidrs: [cidr] } } }),
      ).toEqual([]);
    },
  );

  it.each([
    [
      '10.0.0.0/28',
      'is too small for three subnets. Use a range from /16 to /26',
    ],
    ['10.0.0.0/27', 'is too small for three subnets.'],
    ['10.0.0.0/8', 'is too large for a VPC.'],
    ['172.0.0.0/16', 'is not a range of private addresses.'],
    ['8.8.8.0/24', 'is not a range of private addresses.'],
    ['fd00::/20', 'is an IPv6 range.'],
  ])('%s are rejected', (cidr, message) => {
    const problems = problemsOf({
      ...deployable,
      network: { new: { cidrs: ['10.64.0.0/20', cidr] } },
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      `${path}.network.new.cidrs[1]: '${cidr}' ${message}`,
    );
  });
});

describe('the addresses of several new networks', () => {
  it.each([
    [
      ['10.64.0.0/20', '10.64.16.0/20', '10.64.8.0/24'],
      "[2]: '10.64.8.0/24' overlaps [0], 10.64.0.0/20.",
    ],
    [
      ['10.64.0.0/24', '10.64.0.0/20'],
      "[1]: '10.64.0.0/20' overlaps [0], 10.64.0.0/24.",
    ],
  ])('%j: %s', (cidrs, message) => {
    expect(problemsOf({ ...deployable, network: { new: { cidrs } } })).toEqual([
      expect.stringContaining(`${path}.network.new.cidrs${message}`),
    ]);
  });

  it.each([
    [20, '10.0.0.0/8', []],
    [24, '10.64.0.0/24', []],
    [20, '10.64.0.0/24', ['is too small for a VPC of /20.']],
    [24, '172.0.0.0/8', ['is not a range of private addresses.']],
  ])('with netmaskLength %d, %s: %j', (netmaskLength, cidr, messages) => {
    const network = { new: { cidrs: [cidr], netmaskLength } };
    expect(problemsOf({ ...deployable, network })).toEqual(
      messages.map(message => expect.stringContaining(message)),
    );
  });

  it.each([15, 27, 24.5, '24/'])(
    'netmaskLength %s is rejected',
    netmaskLength => {
      const network = { new: { cidrs: ['10.64.0.0/16'], netmaskLength } };
      expect(problemsOf({ ...deployable, network })).toEqual([
        expect.stringContaining(`${path}.network.new.netmaskLength: `),
      ]);
    },
  );
});

describe('corporateCidrs', () => {
  it.each([
    '0.0.0.0/0',
    '::/0',
    '8.8.8.0/24',
    '172.0.0.0/8',
    '192.0.2.0/24',
    '127.0.0.0/8',
    '169.254.169.254/32',
    '100.0.0.0/8',
    '2001:db8::/32',
    '::ffff:10.0.0.0/104',
    'fc00::/6',
  ])('is not the public range %s', cidr => {
    expect(problemsOf({ ...deployable, corporateCidrs: [cidr] })).toEqual([
      expect.stringContaining(
        `${path}.corporateCidrs[0]: '${cidr}' is not a range of private addresses. Use a range inside 10.0.0.0/8,`,
      ),
    ]);
  });

  it('reports a warning for a range that AWS changes', () => {
    expect(
      warningsOf({ ...deployable, corporateCidrs: ['10.1.2.3/8'] }),
    ).toEqual([
      `${path}.corporateCidrs[0]: '10.1.2.3/8' is 10.0.0.0/8 in AWS. Write 10.0.0.0/8, or the range that you mean.`,
    ]);
    expect(
      warningsOf({
        ...deployable,
        corporateCidrs: ['10.0.0.0/8', 'FD00::0/8'],
      }),
    ).toEqual([]);
  });
});

it.each([
  [['10.0.0.0/8', '172.16.0.0/12', '10.1.2.3/8'], 2, 0],
  [['fd00::/8', 'FD00:0::/8'], 1, 0],
  [['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.129.0.0/9'], 3, 2],
])(
  'of the ranges %j, [%d] is the same as [%d] in AWS',
  (corporateCidrs, index, before) => {
    expect(problemsOf({ ...deployable, corporateCidrs })).toEqual([
      `${path}.corporateCidrs[${index}]: '${corporateCidrs[index]}' is the same range as [${before}] in AWS. Remove one of the two.`,
    ]);
  },
);

it('reports a warning for a range of a new network that AWS changes', () => {
  const network = { new: { cidrs: ['10.64.0.0/20', '10.64.17.0/20'] } };
  expect(warningsOf({ ...deployable, network })).toEqual([
    `${path}.network.new.cidrs[1]: '10.64.17.0/20' is 10.64.16.0/20 in AWS. Write 10.64.16.0/20, or the range that you mean.`,
  ]);
});

it.each(['aws:cloudformation:stack-name', 'AWS:x', 'private-serverless.dev/x'])(
  'the tag %s is reserved',
  name => {
    expect(problemsOf({ ...deployable, tags: { [name]: 'x' } })).toEqual([
      expect.stringContaining(`${path}.tags.${name}: is a reserved tag.`),
    ]);
  },
);

describe('a warning', () => {
  it('is reported for each key that this version does not use', () => {
    const keys = warningsOf(full).map(
      line => line.slice(path.length + 1).split(':')[0],
    );
    expect(keys.sort()).toEqual(['domain.trustStore', 'jwt']);
  });

  it('is not reported for a key with its default or without items', () => {
    expect(
      warningsOf({
        ...deployable,
        controlPlaneInVpc: false,
        production: 'false',
        privacy: {},
        network: { new: { cidrs: ['10.64.0.0/20'], resolverRuleIds: [] } },
      }),
    ).toEqual([]);
  });
});
