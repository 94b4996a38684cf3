import { defaultAllowedCidrs } from '@private-serverless/wire';
import { ProbeFailure } from '../ProbeFailure';
import { GuardPolicy } from '../types';
import { AddressRules } from './AddressRules';
import { Guard } from './Guard';

const policy = (more: Partial<GuardPolicy> = {}): GuardPolicy => ({
  allowedHosts: {
    suffixes: ['.acme.internal', 'corp.example'],
    exact: [
      'abc-vpce1.execute-api.eu-central-1.amazonaws.com',
      '10.0.0.9',
      '[fd00::9]',
    ],
  },
  allowedCidrs: [...defaultAllowedCidrs],
  ...more,
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ProbeFailure) return error.code;
    throw error;
  }
}

describe('checkUrl', () => {
  it.each([
    ['https://orders.acme.internal/health', 'orders.acme.internal'],
    ['https://ORDERS.Acme.Internal/', 'orders.acme.internal'],
    ['https://orders.acme.internal./', 'orders.acme.internal'],
    ['https://orders.acme.internal:443/', 'orders.acme.internal'],
    ['https://corp.example/', 'corp.example'],
    ['https://a.corp.example/', 'a.corp.example'],
    [
      'https://abc-vpce1.execute-api.eu-central-1.amazonaws.com/x',
      'abc-vpce1.execute-api.eu-central-1.amazonaws.com',
    ],
    ['https://10.0.0.9/', '10.0.0.9'],
    ['https://0x0a.0.0.9/', '10.0.0.9'],
    ['https://[FD00:0::9]/', 'fd00::9'],
    ['https://bücher.acme.internal/', 'xn--bcher-kva.acme.internal'],
  ])('allows %s and connects to %s', (url, host) => {
    expect(new Guard(policy()).checkUrl(url)).toMatchObject({
      host,
      port: 443,
    });
  });

  it.each([
    ['nonsense', 'policy.url'],
    ['/health', 'policy.url'],
    ['', 'policy.url'],
    ['http://orders.acme.internal/', 'policy.url'],
    ['ftp://orders.acme.internal/', 'policy.url'],
    ['file:///etc/passwd', 'policy.url'],
    ['data:text/plain,x', 'policy.url'],
    ['https://user@orders.acme.internal/', 'policy.url'],
    ['https://user:secret@orders.acme.internal/', 'policy.url'],
    ['https://orders.acme.internal:8443/', 'policy.url'],
    ['https://orders.acme.internal:80/', 'policy.url'],
    [`https://orders.acme.internal/${'x'.repeat(2048)}`, 'policy.url'],
    ['https://acme.internal/', 'policy.host'],
    ['https://evilacme.internal/', 'policy.host'],
    ['https://evilcorp.example/', 'policy.host'],
    ['https://acme.internal.evil.test/', 'policy.host'],
    ['https://orders.acme.internal@evil.test/', 'policy.url'],
    ['https://orders.acme.internal\\@evil.test/', undefined],
    ['https://orders.acme.internal%2eevil.test/', 'policy.host'],
    ['https://169.254.169.254/latest/meta-data', 'policy.host'],
    ['https://2852039166/', 'policy.host'],
    ['https://0xa9.0xfe.0xa9.0xfe/', 'policy.host'],
    ['https://10.0.0.10/', 'policy.host'],
    ['https://[fd00::10]/', 'policy.host'],
    ['https://[::ffff:10.0.0.9]/', 'policy.host'],
    ['https://localhost/', 'policy.host'],
    ['https://xyz.execute-api.eu-central-1.amazonaws.com/', 'policy.host'],
  ])('checks %s with the result %s', (url, code) => {
    expect(codeOf(() => new Guard(policy()).checkUrl(url))).toBe(code);
  });

  it('does not quote a password', () => {
    expect(() =>
      new Guard(policy()).checkUrl('https://user:secret@orders.acme.internal/'),
    ).toThrow(/^(?!.*secret)/);
  });

  it('allows http and other ports only by option', () => {
    const open = new Guard(policy({ allowHttp: true }));
    expect(open.checkUrl('http://a.acme.internal/')).toMatchObject({
      tls: false,
      port: 80,
    });
    const ports = new Guard(policy({ allowedPorts: [8443] }));
    expect(ports.checkUrl('https://a.acme.internal:8443/').port).toBe(8443);
    expect(codeOf(() => ports.checkUrl('https://a.acme.internal/'))).toBe(
      'policy.url',
    );
  });

  it('does not apply suffixes to host names of AWS, nor an empty suffix to every host', () => {
    const wide = new Guard(
      policy({
        allowedHosts: {
          suffixes: ['.amazonaws.com', '', '.', '.com.cn'],
          exact: [],
        },
      }),
    );
    for (const host of [
      'abc.execute-api.eu-central-1.amazonaws.com',
      'abc.execute-api.cn-north-1.amazonaws.com.cn',
      'orders.acme.internal',
    ]) {
      expect(codeOf(() => wide.checkUrl(`https://${host}/`))).toBe(
        'policy.host',
      );
    }
  });
});

describe('checkAddresses', () => {
  const check = (address: string, more: Partial<GuardPolicy> = {}) =>
    codeOf(() =>
      new Guard(policy(more)).checkAddresses('a.acme.internal', [address]),
    );

  it.each([
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.1.1',
    'fc00::1',
    'fdff::1',
    '::ffff:10.0.0.1',
  ])('allows %s', address => expect(check(address)).toBeUndefined());

  it.each([
    '8.8.8.8',
    '52.94.1.1',
    '172.32.0.1',
    '11.0.0.0',
    '9.255.255.255',
    '2600:1f18::1',
    '::ffff:8.8.8.8',
  ])('reports %s as public', address =>
    expect(check(address)).toBe('dns.public_answer'),
  );

  const denied = [
    ['this network', '0.0.0.0', '0.255.255.255'],
    ['loopback', '127.0.0.1', '127.255.255.255'],
    ['link-local, metadata', '169.254.169.254', '169.254.0.0'],
    ['IETF assignments', '192.0.0.1', '192.0.0.192'],
    ['benchmarks', '198.18.0.1', '198.19.255.255'],
    ['multicast', '224.0.0.1', '239.255.255.255'],
    ['reserved', '240.0.0.1', '255.255.255.255'],
    ['metadata in the shared range', '100.100.100.200'],
    ['unspecified', '::'],
    ['loopback of IPv6', '::1'],
    ['IPv4-compatible', '::10.0.0.1', '::a9fe:a9fe'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe'],
    ['IPv4-translated', '::ffff:0:10.0.0.1'],
    ['link-local of IPv6', 'fe80::1', 'febf::1'],
    ['site-local', 'fec0::1'],
    ['multicast of IPv6', 'ff02::1'],
    ['NAT64', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1'],
    ['local NAT64', '64:ff9b:1::a9fe:a9fe'],
    ['6to4', '2002:a9fe:a9fe::1', '2002:a00:1::'],
    ['Teredo', '2001::1', '2001:0:4136:e378::1'],
    ['metadata over IPv6', 'fd00:ec2::254', 'fd00:ec2:ffff::1'],
    ['metadata of another cloud', 'fd20:ce::254'],
    [
      'text that is not an address',
      '',
      'hello',
      '10.0.0',
      '10.0.0.1/8',
      'fe80::1%eth0',
      'fd00::1%1',
    ],
  ].flatMap(([name, ...addresses]) =>
    addresses.map(address => [name, address]),
  );

  it.each(denied)('rejects %s: %j', (_, address) => {
    expect(check(address)).toBe('policy.address');
  });

  it.each(denied)(
    'rejects %s: %j even if the policy allows it',
    (_, address) => {
      const everything = [
        ...Array.from({ length: 256 }, (__, i) => `${i}.0.0.0/8`),
        '::/8',
        '20::/8',
        '2000::/8',
        'fc00::/7',
        'fe00::/8',
        'ff00::/8',
        '0064::/16',
        '2001::/16',
        '2002::/16',
      ];
      expect(check(address, { allowedCidrs: everything })).toBe(
        'policy.address',
      );
    },
  );

  it('allows the shared address space by option and rejects deniedCidrs', () => {
    expect(check('100.64.0.1')).toBe('policy.address');
    expect(
      check('100.64.0.1', { allowedCidrs: ['100.64.0.0/10'] }),
    ).toBeUndefined();
    expect(check('10.9.0.1', { deniedCidrs: ['10.9.0.0/16'] })).toBe(
      'policy.address',
    );
    expect(check('fd00:9::1', { deniedCidrs: ['fd00:9::/32'] })).toBe(
      'policy.address',
    );
  });

  it.each([
    [['10.0.0.1', '8.8.8.8'], 'dns.public_answer'],
    [['8.8.8.8', '10.0.0.1'], 'dns.public_answer'],
    [['10.0.0.1', '169.254.169.254'], 'policy.address'],
    [['10.0.0.1', '2600:1f18::1'], 'dns.public_answer'],
    [['10.0.0.1', 'fd00:ec2::254'], 'policy.address'],
    [['10.0.0.1', '10.0.0.2', 'fd00::1'], undefined],
  ])('checks every address of %j with the result %s', (addresses, code) => {
    const guard = new Guard(policy());
    expect(
      codeOf(() => guard.checkAddresses('a.acme.internal', addresses)),
    ).toBe(code);
  });

  it.each([
    'abc.execute-api.eu-central-1.amazonaws.com',
    'abc-vpce-1.execute-api.eu-central-1.amazonaws.com',
    'abc.execute-api.cn-north-1.amazonaws.com.cn',
  ])('reports a public address of %s as misrouted instead of exposed', host => {
    const guard = new Guard(policy());
    expect(codeOf(() => guard.checkAddresses(host, ['52.1.1.1']))).toBe(
      'dns.misrouted',
    );
    expect(
      codeOf(() => guard.checkAddresses(`${host}.acme.internal`, ['52.1.1.1'])),
    ).toBe('dns.public_answer');
  });

  it.each([
    [['10.0.0.1', 'fd00::1'], true],
    [['100.64.0.1'], true],
    [['10.0.0.1', '8.8.8.8'], false],
    [['127.0.0.1'], undefined],
    [['10.0.0.1', '127.0.0.1'], undefined],
    [[], undefined],
  ])('reports for %j whether all are private: %s', (addresses, expected) => {
    expect(new Guard(policy()).arePrivate(addresses)).toBe(expected);
  });

  it('treats the allowed ranges of the operator as private', () => {
    const rules = new AddressRules({ allowedCidrs: ['17.0.0.0/8'] });
    expect(rules.isPrivate('17.1.1.1')).toBe(true);
    expect(rules.check('17.1.1.1')).toBe('allowed');
  });
});

describe('the VPC of a target', () => {
  const outcomeOf = (more: Partial<GuardPolicy>, ...addresses: string[]) => {
    const guard = new Guard(policy(more));
    return [
      codeOf(() => guard.checkAddresses('a.acme.internal', addresses)),
      guard.arePrivate(addresses),
    ];
  };
  const known = {
    vpc: { cidrs: ['10.64.0.0/20', '11.5.0.0/16', '2600:1f18:aa:bb00::/56'] },
  };
  const unknown = { vpc: { unknown: 'ec2:DescribeVpcs is denied' } };

  it.each<[string[], string | undefined, boolean | undefined]>([
    [['2600:1f18:aa:bb00::5'], undefined, true],
    [['10.64.0.9', '2600:1f18:aa:bbff:ffff::1'], undefined, true],
    [['11.5.6.7'], undefined, true],
    [['2600:1f18:aa:bc00::5'], 'dns.public_answer', false],
    [['10.64.0.9', '2600:1f18:aa:bc00::5'], 'dns.public_answer', false],
    [['11.6.0.1'], 'dns.public_answer', false],
  ])('with known ranges: %j is %s, private %s', (addresses, code, expected) => {
    expect(outcomeOf(known, ...addresses)).toEqual([code, expected]);
  });

  it.each<[string[], string | undefined, boolean | undefined]>([
    [['2600:1f18:aa:bb00::5'], 'policy.vpc_unknown', undefined],
    [['10.64.0.9', '2600:1f18:aa:bb00::5'], 'policy.vpc_unknown', undefined],
    [['8.8.8.8', '2600:1f18:aa:bb00::5'], 'dns.public_answer', false],
    [['2600:1f18:aa:bb00::5', 'fd00:ec2::254'], 'policy.address', undefined],
    [['10.64.0.9', 'fd00::1'], undefined, true],
    [['8.8.8.8'], 'dns.public_answer', false],
  ])(
    'with unknown ranges: %j is %s, private %s',
    (addresses, code, expected) => {
      expect(outcomeOf(unknown, ...addresses)).toEqual([code, expected]);
    },
  );

  it('is not needed for a range that the operator allows', () => {
    const allowed = { ...unknown, allowedCidrs: ['2600:1f18:aa::/48'] };
    expect(outcomeOf(allowed, '2600:1f18:aa:bb00::5')).toEqual([
      undefined,
      true,
    ]);
  });

  it('does not allow what is denied', () => {
    const wide = { vpc: { cidrs: ['2001::/16', '100.100.0.0/16'] } };
    expect(outcomeOf(wide, '2001::1')[0]).toBe('policy.address');
    expect(outcomeOf(wide, '100.100.100.200')[0]).toBe('policy.address');
    const denied = { ...known, deniedCidrs: ['2600:1f18:aa:bb00::/64'] };
    expect(outcomeOf(denied, '2600:1f18:aa:bb00::5')[0]).toBe('policy.address');
  });

  it.each([
    'abc.execute-api.eu-central-1.amazonaws.com',
    'orders.acme.internal',
  ])('decides about %s: misrouted or exposed only outside of it', host => {
    const codeFor = (more: Partial<GuardPolicy>) =>
      codeOf(() =>
        new Guard(policy(more)).checkAddresses(host, ['2600:1f18:aa:bb00::5']),
      );
    expect(codeFor(known)).toBeUndefined();
    expect(codeFor(unknown)).toBe('policy.vpc_unknown');
    const outside = { vpc: { cidrs: ['2600:1f18:aa:cc00::/56'] } };
    expect(codeFor(outside)).toBe(
      host.includes('execute-api') ? 'dns.misrouted' : 'dns.public_answer',
    );
    expect(codeFor({})).toBe(codeFor(outside));
  });

  it('names the reason why the ranges are not known', () => {
    const guard = new Guard(policy(unknown));
    expect(() =>
      guard.checkAddresses('a.acme.internal', ['2600:1f18::5']),
    ).toThrow(
      'a.acme.internal resolves to 2600:1f18::5, and the ranges of the VPC are not known: ec2:DescribeVpcs is denied',
    );
  });
});

describe('a policy that is not valid', () => {
  it.each([
    [
      { allowedCidrs: ['10.0.0.0/8', 'ten'] },
      'allowedCidrs[1] is "ten", not a valid CIDR block',
    ],
    [{ allowedCidrs: ['10.0.0.1'] }, 'allowedCidrs[0] is "10.0.0.1"'],
    [
      { allowedCidrs: ['0.0.0.0/0'] },
      'allowedCidrs[0] is "0.0.0.0/0", which is wider than /8',
    ],
    [{ allowedCidrs: ['::/0'] }, 'wider than /7'],
    [
      { allowedCidrs: ['::ffff:10.0.0.0/104'] },
      'an IPv4 range in IPv6 notation',
    ],
    [{ vpc: { cidrs: ['2000::/3'] } }, 'vpc[0] is "2000::/3", which is wider'],
    [{ deniedCidrs: ['x'] }, 'deniedCidrs[0] is "x"'],
    [{ allowedPorts: [443, 70000] }, 'allowedPorts[1] is 70000'],
  ])('is rejected: %j', (more, message) => {
    expect(() => new Guard(policy(more))).toThrow(TypeError);
    expect(() => new Guard(policy(more))).toThrow(message);
  });
});
