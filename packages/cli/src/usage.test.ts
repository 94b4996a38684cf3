import { rmSync } from 'node:fs';
import path from 'node:path';
import { folderWith, run } from './__testUtils__/run';
import {
  answers,
  config,
  privateTemplate,
  publicTemplate,
} from './__testUtils__/fixtures';

// Real processes, on machines that may be busy.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = folderWith({
    'config.yaml': config,
    'answers.json': answers,
    'broken.json': '{',
    'list.json': [],
    'bad.json': { ...answers, name: 'Not A Label', entry: 'magic' },
    'elsewhere.json': { ...answers, environment: 'mars' },
    'strict.json': { ...answers, environment: 'strict' },
    'empty.yaml': 'app: {}',
    'comment.yaml': '# Nothing yet.\n',
    'numbered.yaml':
      'privateServerless: { environments: [{ id: 1 }, { id: null }] }',
    'nothing.json': {},
    'private.yaml': privateTemplate,
    'public.yaml': publicTemplate,
    'unreadable.yaml': 'Resources:\n  A: [\n',
    'ca.pem': 'no certificate',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const generate = (file: string, ...more: string[]) =>
  ['generate', '--answers', file, '--out', 'out', ...more] as string[];
const withConfig = ['--config', 'config.yaml'];
const deploy = (...more: string[]) => [
  'deploy',
  'private.yaml',
  '--stack-name',
  'orders',
  ...more,
];

describe('a usage error ends with code 2, names the cause, and writes nothing to stdout', () => {
  it.each<[string[], RegExp]>([
    [['fly'], /unknown command 'fly'/],
    [['outputs'], /'--stack-name <name>' not specified/],
    [['drift'], /'--stack-name <name>' not specified/],
    [['destroy'], /'--stack-name <name>' not specified/],
    [
      ['destroy', '--stack-name', 'orders', '--retain'],
      /'--retain <id\.\.\.>' argument missing/,
    ],
    [
      ['destroy', '--stack-name', 'orders', '--retain', ''],
      /'--retain <id\.\.\.>' argument '' is invalid\. Use logical IDs/,
    ],
    [['verify'], /missing required argument 'path'/],
    [['verify', 'private.yaml', '--colour'], /unknown option '--colour'/],
    [
      ['verify', 'private.yaml', '--format', 'xml'],
      /choices are text, json, sarif/,
    ],
    [['verify', 'no.yaml'], /no\.yaml does not exist/],
    [['verify', 'unreadable.yaml'], /[Ll]ine \d/],
    [['verify', '.'], /is not a generated repository/],
    [
      ['verify', 'private.yaml', '--parameters', 'broken.json'],
      /broken\.json cannot be read as JSON/,
    ],
    [
      ['verify', 'private.yaml', '--network-facts', 'f.json'],
      /^--network-facts: 'f\.json' cannot be read: ENOENT.*\. Write it with private-serverless environment check/,
    ],
    [
      ['verify', 'private.yaml', '--network-facts', 'broken.json'],
      /^Network facts broken\.json: The document is not valid JSON/,
    ],
    [
      ['verify', 'private.yaml', '--network-facts', 'list.json'],
      /^Network facts list\.json: The document: .* is not an object\. Write the file again/,
    ],
    [
      ['verify', 'private.yaml', '--config', 'config.yaml'],
      /^--config is used only with --environment/,
    ],
    [
      ['verify', 'private.yaml', '--environment', 'mars', ...withConfig],
      /^--environment: "mars" is not in .*config\.yaml\. Use one of/,
    ],
    [generate('no.json', ...withConfig), /--answers no\.json cannot be read/],
    [
      generate('broken.json', ...withConfig),
      /--answers broken\.json is not valid JSON: .*\. Correct the file, and save it as UTF-8\./,
    ],
    [
      generate('list.json', ...withConfig),
      /--answers list\.json is not a JSON object\. Enclose the answers in/,
    ],
    [generate('bad.json', ...withConfig), /name.*[^]*entry|entry.*[^]*name/],
    [
      generate('elsewhere.json', ...withConfig),
      /environment: "mars" is not in --config config\.yaml\. Use one of local, strict/,
    ],
    [
      generate('strict.json', ...withConfig),
      /environments\[1\]\.accountId: is missing\. .* set the variable\./,
    ],
    [generate('answers.json'), /No app-config\.yaml in .* or above/],
    [
      generate('answers.json', '--config', 'no.yaml'),
      /--config no\.yaml cannot be read: Config file ".*no\.yaml" does not exist/,
    ],
    [
      generate('answers.json', '--config', 'empty.yaml'),
      /--config empty\.yaml has no privateServerless\.environments\./,
    ],
    [
      generate('answers.json', '--config', 'comment.yaml'),
      /--config comment\.yaml has no privateServerless\.environments\./,
    ],
    [
      generate('answers.json', '--config', 'numbered.yaml'),
      /environments\[0\]\.id: 1 is not a string\.[^]*environments\[1\]\.id: is missing/,
    ],
    [
      generate('nothing.json', ...withConfig),
      /^name: missing[^]*\nowner: missing[^]*\nenvironment: missing answer\./,
    ],
    [deploy(), /No region\. Set --region/],
    [deploy('--retain'), /'--retain <id\.\.\.>' argument missing/],
    [deploy('--skip'), /'--skip <id\.\.\.>' argument missing/],
    [
      deploy('--retain', ''),
      /'--retain <id\.\.\.>' argument '' is invalid\. Use logical IDs/,
    ],
    [
      deploy('--retain', 'Nested.Table'),
      /argument 'Nested\.Table' is invalid\. Use logical IDs/,
    ],
    [
      deploy('--skip', 'Rule', '--skip', ''),
      /'--skip <id\.\.\.>' argument '' is invalid\. Use logical IDs/,
    ],
    [
      deploy('--skip', 'Rule,Table'),
      /argument 'Rule,Table' is invalid\. Use logical IDs .*separated by spaces/,
    ],
    [
      ['deploy', '--retain', 'Table', 'private.yaml'],
      /argument 'private\.yaml' is invalid\. Use logical IDs/,
    ],
    [
      [...deploy('--region', 'eu-central-1'), '--stack-name', '1st'],
      /^--stack-name: '1st' is not a valid CloudFormation stack name/,
    ],
    [
      deploy('--region', 'Frankfurt'),
      /--region: 'Frankfurt' is not a valid AWS region/,
    ],
    [
      deploy('--region', 'eu-central-1', '--aws-endpoint-url', 'there'),
      /--aws-endpoint-url: 'there' is not a valid URL/,
    ],
    [
      ['deploy', 'private.yaml', '--region', 'eu-central-1'],
      /No stack name: private\.yaml is not a generated repository .* Set --stack-name/,
    ],
    [
      deploy('--region', 'eu-central-1', '--parameters', 'no.json'),
      /no\.json cannot be read/,
    ],
    [
      ['probe', 'ftp://x'],
      /URL 'ftp:\/\/x' is not a valid target\. Use an https/,
    ],
    [
      ['probe', 'https://a.internal:0/'],
      /^URL 'https:\/\/a\.internal:0\/' is not a valid target: it has port 0\. Use/,
    ],
    [
      ['probe', 'https://a.internal/', '--trust-bundle', 'no.pem'],
      /--trust-bundle no\.pem cannot be read/,
    ],
    [
      ['probe', 'https://a.internal/', '--connect-proxy', 'nonsense'],
      /^--connect-proxy is "nonsense", not a valid proxy\. Use http:/,
    ],
    [
      ['probe', 'https://a.internal/', '--resolver', 'no-address'],
      /^--resolver is "no-address", not a valid resolver/,
    ],
    [
      ['probe', 'https://a.internal/', '--proxy', 'ftp://proxy'],
      /^--proxy is "ftp:\/\/proxy", not a valid proxy\. Use http:.*socks5:/,
    ],
    [
      [
        ...['probe', 'https://a.internal/', '--proxy', 'http://a:1'],
        ...['--connect-proxy', 'http://b:1'],
      ],
      /^--connect-proxy cannot be combined with --proxy\. Remove one/,
    ],
    [
      [
        ...['probe', 'https://a.internal/', '--proxy', 'http://a:1'],
        ...['--connect-to', '127.0.0.1:8443'],
      ],
      /^--proxy cannot be combined with --connect-to\. Remove one/,
    ],
    ...[
      'localhost:1',
      '127.0.0.1',
      '::1:443',
      '[10.0.0.1]:1',
      '10.0.0.1:0',
    ].map((text): [string[], RegExp] => [
      ['probe', 'https://a.internal/', '--connect-to', text],
      /^--connect-to '.*' is not an IP address and a port\. Use ADDRESS:PORT/,
    ]),
    [
      ['probe', 'https://a.internal/', '--allow-port', '65536'],
      /^--allow-port '65536' is not a valid port\. Use a number/,
    ],
    [
      ['probe', 'https://a.internal/', '--allow-cidr', '10.0.0.0'],
      /^--allow-cidr is "10\.0\.0\.0", not a valid CIDR block\. Use/,
    ],
    [
      ['probe', 'https://a.internal/', '--allow-cidr', '0.0.0.0/0'],
      /^--allow-cidr is "0\.0\.0\.0\/0", which is wider than \/8\. List/,
    ],
    [
      ['probe', 'https://a.internal/', '--key-share', 'quantum'],
      /'--key-share <share>' argument 'quantum' is invalid\. Allowed choices are hybrid, classical/,
    ],
    [
      ['probe', 'https://a.internal/', '--trust-bundle', 'ca.pem'],
      /^--trust-bundle ca\.pem contains no certificate/,
    ],
    [
      ['probe', 'https://a.internal/', '--allow-host', '*.internal'],
      /Use a suffix such as \.acme\.internal/,
    ],
    [['sandbox', '--port', 'http'], /Use a number from 0/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a URL with a password', () => {
  const toDeploy = ['deploy', 'private.yaml', '--stack-name', 'orders'];
  const toEndpoint = ['--region', 'eu-central-1', '--aws-endpoint-url'];
  const toProbe = ['probe', 'https://a.internal/'];

  it.each([
    [['probe', 'https://me:hunter2@a.internal/x']],
    [['probe', 'https://me:hunter2@a.internal/x', '--json']],
    [['probe', 'http://me:hunter2@a.internal/x']],
    [['probe', 'me:hunter2@a.internal']],
    [['probe', 'https:/me:hun/hunter2@a.internal:port']],
    [[...toProbe, '--connect-proxy', 'http://me:hunter2@proxy:3128']],
    [[...toProbe, '--connect-proxy', 'http://me:hun$&/hunter2@proxy:3128']],
    [[...toProbe, '--connect-proxy', 'me:hunter2@proxy:3128']],
    [[...toProbe, '--proxy', 'http://me:hunter2@proxy:3128']],
    [[...toProbe, '--proxy', 'socks5://:hunter2@proxy:3128']],
    [[...toProbe, '--proxy', 'me:hunter2@proxy:3128']],
    [[...toProbe, '--connect-to', 'me:hunter2@127.0.0.1:1']],
    [[...toProbe, '--resolver', 'https://me:hunter2@dns:53']],
    [[...toProbe, '--allow-host', 'https://me:hunter2@a.internal']],
    [[...toDeploy, ...toEndpoint, 'http://me:hunter2@127.0.0.1:1']],
    [[...toDeploy, ...toEndpoint, 'me:hunter2@127.0.0.1:1']],
  ])('is rejected without showing the password: %j', async args => {
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect(stdout).toBe('');
    expect(stderr).toContain('****');
    expect(stderr).not.toMatch(/hunter2|\bhun\b/);
    expect(code).toBe(2);
  });
});

it.each([
  [{ USER: 'me' }, /^PRIVATE_SERVERLESS_PROXY_PASSWORD is not set, but/],
  [{ PASSWORD: 'hunter2' }, /^PRIVATE_SERVERLESS_PROXY_USER is not set, but/],
  [
    { USER: 'a:b', PASSWORD: 'hunter2' },
    /^PRIVATE_SERVERLESS_PROXY_USER is not valid\. Use at most 255 bytes/,
  ],
])(
  'half or invalid credentials of a proxy are rejected: %j',
  async (given, message) => {
    const env = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        `PRIVATE_SERVERLESS_PROXY_${name}`,
        value,
      ]),
    );
    const { code, stderr } = await run(
      ['probe', 'https://a.internal/', '--proxy', 'http://10.0.0.1:3128'],
      { env },
    );
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hunter2');
    expect(code).toBe(2);
  },
);

describe('--help and --version', () => {
  it('write every command and the version to stdout', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(m => m[1]);
    expect(commands).toEqual([
      'generate',
      'verify',
      'deploy',
      'outputs',
      'drift',
      'destroy',
      'environment',
      'probe',
      'sandbox',
      'help',
    ]);
    await expect(run(['--version'])).resolves.toMatchObject({
      code: 0,
      stdout: `${require('../package.json').version}\n`,
    });
  });
});

describe('verify', () => {
  it('ends with code 0 for a private template', async () => {
    const { code, stdout } = await run(['verify', 'private.yaml'], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('PS01');
  });

  it('ends with code 1 for a public template in every format', async () => {
    for (const format of ['text', 'json', 'sarif']) {
      const { code, stdout } = await run(
        ['verify', 'public.yaml', '--format', format],
        { cwd: folder },
      );
      expect(code).toBe(1);
      expect(stdout).toContain('PS01');
      expect(stdout).toContain('Gateway');
    }
    const { stdout } = await run(
      ['verify', 'public.yaml', '--format', 'json'],
      { cwd: folder },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'violated',
      findings: [{ rule: 'PS01', resource: 'Gateway', blocking: true }],
    });
  });
});

describe('generate', () => {
  it('writes the repository with the nearest app-config.yaml', async () => {
    const home = folderWith({
      'app-config.yaml': config,
      'deep/down/answers.json': answers,
    });
    const { code, stderr } = await run(generate('answers.json'), {
      cwd: path.join(home, 'deep/down'),
    });
    expect(stderr).not.toMatch(/Error/);
    expect(code).toBe(0);
    const out = path.join(home, 'deep/down/out');
    const project = require(path.join(out, 'private-serverless.json'));
    expect(project).toMatchObject({ stackName: 'orders-local' });
    await expect(run(['verify', out])).resolves.toMatchObject({ code: 0 });
    rmSync(home, { recursive: true });
  });

  it('reads answers with a byte order mark', async () => {
    const home = folderWith({
      'app-config.yaml': config,
      'answers.json': `\ufeff${JSON.stringify(answers)}`,
    });
    const { code, stdout } = await run(generate('answers.json'), { cwd: home });
    expect(stdout).toContain('Stack: orders-local.');
    expect(code).toBe(0);
    rmSync(home, { recursive: true });
  });

  it('rejects a file as --out', async () => {
    const { code, stderr } = await run(
      [
        'generate',
        '--answers',
        'answers.json',
        '--out',
        'ca.pem',
        ...withConfig,
      ],
      { cwd: folder },
    );
    expect(stderr).toMatch(
      /--out ca\.pem is a file\. Use the path of a folder/,
    );
    expect(code).toBe(2);
  });
});

describe('without AWS', () => {
  it('reports missing credentials', async () => {
    const { code, stderr, stdout } = await run(
      deploy('--region', 'eu-central-1', '--json'),
      { cwd: folder },
    );
    expect(stderr).toMatch(
      /No AWS credentials: failed to describe stack orders/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('reports an endpoint that does not respond', async () => {
    const { code, stderr } = await run(
      [
        ...['outputs', '--stack-name', 'orders', '--region', 'eu-central-1'],
        ...['--aws-endpoint-url', 'http://127.0.0.1:9'],
      ],
      { cwd: folder },
    );
    expect(stderr).toMatch(/No response from AWS.*ECONNREFUSED/);
    expect(code).toBe(1);
  });

  it('ends with code 1 for an unreachable target', async () => {
    const probe = ['probe', 'https://127.0.0.1/', '--json'];
    const { code, stdout } = await run(probe);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      reachable: false,
      failure: { phase: 'guard', code: 'policy.address' },
    });
  });
});
