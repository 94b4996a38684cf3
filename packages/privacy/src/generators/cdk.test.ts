import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readCloudAssembly, type LinkedVerdict, verifyTemplates } from '..';
import { installGenerators } from './__testUtils__/installGenerators';

const now = new Date('2026-11-29T00:00:00Z');

/** What makes the app public: the rule that finds it, and the construct that it names. */
const variants: Array<[variant: string, rule: string, construct: string]> = [
  ['nat', 'PS02', 'Network/Vpc/publicSubnet1/NATGateway'],
  ['public-subnet', 'PS05', 'Network/Vpc/publicSubnet1/Subnet'],
  ['open-group', 'PS06', 'Network/EndpointGroup/Resource'],
  ['url', 'PS16', 'Service/Handler/FunctionUrl/Resource'],
  ['regional', 'PS09', 'Service/Api/Resource'],
  ['bucket', 'PS49', 'Service/Bucket/Policy/Resource'],
  ['load-balancer', 'PS08', 'Service/LoadBalancer/Resource'],
  ['wildcard', 'PS33', 'Service/Handler/ServiceRole/DefaultPolicy/Resource'],
];

const installed = installGenerators();
if ('why' in installed) console.warn(`Skipped: ${installed.why}`);
const describeInstalled = 'folder' in installed ? describe : describe.skip;

describeInstalled('an app of the AWS CDK', () => {
  let out: string;

  beforeAll(async () => {
    const { folder } = installed as { folder: string };
    out = await mkdtemp(path.join(os.tmpdir(), 'cdk-'));
    const names = ['private', ...variants.map(([variant]) => variant)];
    await promisify(execFile)(
      process.execPath,
      [path.join(__dirname, '__fixtures__/cdkApp.cjs'), folder, out, ...names],
      { timeout: 120_000 },
    );
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  const verify = async (variant: string): Promise<LinkedVerdict> =>
    verifyTemplates({
      templates: await readCloudAssembly(path.join(out, variant)),
      now,
    });

  it('with a VPC made private and a private API in another stack is private', async () => {
    const verdict = await verify('private');
    expect(verdict.verdict).toBe('private');
    expect(verdict.findings.filter(({ severity }) => severity === 'H')).toEqual(
      [],
    );
    expect(verdict.notJudged).toEqual([]);
    expect(verdict.templates.map(({ name }) => name).sort()).toEqual([
      'Network',
      'Service',
    ]);
    for (const id of ['PS01', 'PS06', 'PS09', 'PS11', 'PS17', 'PS19', 'PS20']) {
      expect([id, verdict.rules[id]]).toEqual([id, 'proven']);
    }
  });

  it.each(variants)('with %s is violated: %s', async (variant, rule, place) => {
    const { verdict, findings } = await verify(variant);
    expect(verdict).toBe('violated');
    expect(findings).toContainEqual(
      expect.objectContaining({ rule, status: 'violated', construct: place }),
    );
  });
});
