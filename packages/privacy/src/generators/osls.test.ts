import { execFile } from 'node:child_process';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Verdict, verifyTemplate } from '..';
import { installGenerators } from './__testUtils__/installGenerators';

const now = new Date('2026-11-29T00:00:00Z');

/** What makes the service public, and the resource that the rule names. */
const variants: Array<[variant: string, rule: string, resource: string]> = [
  ['regional', 'PS09', 'ApiGatewayRestApi'],
  ['open-policy', 'PS11', 'ApiGatewayRestApi'],
  ['outside', 'PS17', 'OrdersLambdaFunction'],
  ['url', 'PS16', 'OrdersLambdaFunctionUrl'],
  ['wildcard', 'PS33', 'IamRoleLambdaExecution'],
];

const installed = installGenerators();
if ('why' in installed) console.warn(`Skipped: ${installed.why}`);
const describeInstalled = 'folder' in installed ? describe : describe.skip;

describeInstalled('a service of osls', () => {
  const verdicts = new Map<string, Verdict>();
  let out: string;

  beforeAll(async () => {
    const { folder } = installed as { folder: string };
    out = await mkdtemp(path.join(os.tmpdir(), 'osls-'));
    const waiting = ['private', ...variants.map(([variant]) => variant)];
    const packageNext = async (): Promise<void> => {
      const variant = waiting.shift();
      if (!variant) return;
      const template = await packageService(folder, out, variant);
      verdicts.set(variant, verifyTemplate({ template, now }));
      await packageNext();
    };
    await Promise.all([packageNext(), packageNext()]);
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  it('with a private API and functions in a VPC is private', () => {
    const verdict = verdicts.get('private')!;
    expect(verdict.findings.filter(({ severity }) => severity === 'H')).toEqual(
      [],
    );
    expect(verdict.verdict).toBe('private');
    expect(verdict.notJudged).toEqual([]);
    for (const id of ['PS09', 'PS11', 'PS17', 'PS18', 'PS19', 'PS33']) {
      expect([id, verdict.rules[id]]).toEqual([id, 'proven']);
    }
  });

  it.each(variants)('with %s is violated: %s', (variant, rule, resource) => {
    const { verdict, findings } = verdicts.get(variant)!;
    expect(verdict).toBe('violated');
    expect(findings).toContainEqual(
      expect.objectContaining({ rule, status: 'violated', resource }),
    );
  });
});

/** Packages a variant of the service. @returns the text of its template */
async function packageService(
  libraries: string,
  out: string,
  variant: string,
): Promise<string> {
  const folder = path.join(out, variant);
  await mkdir(folder);
  await copyFile(
    path.join(__dirname, '__fixtures__/oslsService.cjs'),
    path.join(folder, 'serverless.js'),
  );
  await writeFile(
    path.join(folder, 'handler.js'),
    'exports.handler = async () => ({});\n',
  );
  await promisify(execFile)(
    process.execPath,
    [path.join(libraries, 'node_modules/osls/bin/serverless.js'), 'package'],
    {
      cwd: folder,
      timeout: 120_000,
      env: {
        ...process.env,
        // It writes to the home folder, and looks for credentials that packaging does not need.
        HOME: out,
        AWS_EC2_METADATA_DISABLED: 'true',
        NODE_COMPILE_CACHE: path.join(libraries, 'compiled'),
        ORDERS_VARIANT: variant,
      },
    },
  );
  return readFile(
    path.join(folder, '.serverless/cloudformation-template-update-stack.json'),
    'utf8',
  );
}
