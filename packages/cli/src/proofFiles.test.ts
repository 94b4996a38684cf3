import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { answers, config } from './__testUtils__/fixtures';
import { folderWith, run, runProcess } from './__testUtils__/run';

jest.setTimeout(60_000);

const names = ['privacy-proof.json', 'privacy-proof.md'];

const command = 'private-serverless verify . --write-proof';

let generated: string;
let repository: string;
const file = (name: string) => path.join(repository, name);
const read = (folder = repository) =>
  names.map(name => readFileSync(path.join(folder, name), 'utf8'));
const verify = (...args: string[]) =>
  run(['verify', '.', ...args], { cwd: repository });

beforeAll(async () => {
  const home = folderWith({ 'config.yaml': config, 'answers.json': answers });
  const { code, stderr } = await run(
    [
      ...['generate', '--answers', 'answers.json', '--out', 'out'],
      ...['--config', 'config.yaml'],
    ],
    { cwd: home },
  );
  if (code !== 0) throw new Error(stderr);
  generated = path.join(home, 'out');
});
beforeEach(() => {
  repository = path.join(folderWith(), 'orders');
  cpSync(generated, repository, { recursive: true });
});

describe('--write-proof', () => {
  it('writes the proof, which --check-proof accepts', async () => {
    const { code, stderr } = await verify('--write-proof');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Privacy proof: ${names.join(' and ')}\n`,
    });
    const [json, markdown] = read();
    expect(JSON.parse(json)).toMatchObject({
      version: 1,
      verdict: 'private',
      template: { file: 'infrastructure/template.yaml' },
    });
    expect(markdown).toMatch(/^# Privacy proof\n\n\*\*✓ Private: \d+ rules/);
    await expect(verify('--check-proof')).resolves.toMatchObject({ code: 0 });
  });

  it('writes the same bytes in another folder and time zone, without a path or a day', async () => {
    await verify('--write-proof');
    const other = path.join(folderWith(), 'some where', 'else');
    mkdirSync(path.dirname(other), { recursive: true });
    cpSync(generated, other, { recursive: true });
    const { code } = await runProcess(['verify', other, '--write-proof'], {
      env: {
        TZ: 'Pacific/Kiritimati',
        LANG: 'tr_TR.UTF-8',
        LC_ALL: 'tr_TR.UTF-8',
      },
    });
    expect(code).toBe(0);
    expect(read(other)).toEqual(read());
    for (const text of read()) {
      expect(text).not.toContain(repository);
      expect(text).not.toContain(new Date().toISOString().slice(0, 10));
    }
  });

  it('rejects a link to a file outside the repository and writes nothing', async () => {
    const outside = path.join(folderWith(), 'target.md');
    symlinkSync(outside, file('privacy-proof.md'));
    const { code, stderr } = await verify('--write-proof');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'privacy-proof.md is a link to a file outside the repository.',
    );
    expect(existsSync(outside)).toBe(false);
    expect(existsSync(file('privacy-proof.json'))).toBe(false);
  });

  it.each([
    [['--parameters', 'infrastructure/parameters.local.json']],
    [['--network-facts', 'facts.json']],
    [['--check-proof']],
  ])('excludes %s', async other => {
    const { code, stderr } = await verify('--write-proof', ...other);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Remove (--|one of them)/);
  });

  it('is only for generated repositories', async () => {
    writeFileSync(
      path.join(repository, '../template.yaml'),
      'Resources: { Log: { Type: AWS::Logs::LogGroup } }',
    );
    const { code, stderr } = await run(
      ['verify', '../template.yaml', '--write-proof'],
      { cwd: repository },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('is not a generated repository');
  });
});

describe('--check-proof', () => {
  it('fails without the files, and plain verify does not', async () => {
    const { code, stderr } = await verify('--check-proof');
    expect(code).toBe(1);
    for (const name of names) expect(stderr).toContain(`${name} is missing.`);
    expect(stderr).toContain(command);
    await expect(verify()).resolves.toMatchObject({ code: 0 });
  });

  it('fails after a change of the template, with the first difference and the command', async () => {
    await verify('--write-proof');
    const template = file('infrastructure/template.yaml');
    writeFileSync(
      template,
      `${readFileSync(
        template,
        'utf8',
      )}\n# A comment is a change of the template.\n`,
    );
    const { code, stderr } = await verify('--check-proof');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^privacy-proof\.json differs from a fresh proof, first in line 5:\n {2}in the file: "sha256": "\w+"\n {2}fresh: {7}"sha256": "\w+"\n/,
    );
    expect(stderr).toContain(command);
    expect(stderr).not.toContain('privacy-proof.md differs');
    await verify('--write-proof');
    await expect(verify('--check-proof')).resolves.toMatchObject({ code: 0 });
  });

  it('fails if somebody edits a proof, and accepts other line ends', async () => {
    await verify('--write-proof');
    const [, markdown] = read();
    writeFileSync(
      file('privacy-proof.md'),
      markdown.replace('## Not judged', '## Judged'),
    );
    const { code, stderr } = await verify('--check-proof');
    expect(code).toBe(1);
    expect(stderr).toContain('in the file: ## Judged');
    expect(stderr).toContain('fresh:       ## Not judged');
    writeFileSync(file('privacy-proof.md'), markdown.replace(/\n/g, '\r\n'));
    await expect(verify('--check-proof')).resolves.toMatchObject({ code: 0 });
  });

  it('shows the white space of lines that differ in nothing else', async () => {
    await verify('--write-proof');
    const [, markdown] = read();
    writeFileSync(file('privacy-proof.md'), `\ufeff${markdown}`);
    const { stderr } = await verify('--check-proof');
    expect(stderr).toContain('in the file: "\ufffd# Privacy proof"');
    expect(stderr).toContain('fresh:       "# Privacy proof"');
  });

  it('names a file that cannot be written', async () => {
    mkdirSync(file('privacy-proof.md'));
    const { code, stderr } = await verify('--write-proof');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'privacy-proof.md cannot be written (EISDIR). Make the file and its folder writable.\n',
    });
  });

  it('fails for a template that is not private, also with its own proof', async () => {
    const template = file('infrastructure/template.yaml');
    const text = readFileSync(template, 'utf8');
    writeFileSync(
      template,
      text.replace(
        /^Resources:\n/m,
        'Resources:\n  Gateway: { Type: AWS::EC2::InternetGateway }\n',
      ),
    );
    await expect(verify('--write-proof')).resolves.toMatchObject({ code: 1 });
    const { code, stderr } = await verify('--check-proof');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(read()[1]).toMatch(/^# Privacy proof\n\n\*\*✕ Not private/);
    rmSync(template);
  });
});

describe('--format', () => {
  it.each([
    ['markdown', /^# Privacy proof\n[^]*```mermaid\nflowchart/],
    ['html', /^<!doctype html>[^]*<svg [^>]*role="img" aria-label="/],
  ])('%s writes a document with the network', async (format, pattern) => {
    const { code, stdout } = await verify('--format', format);
    expect(code).toBe(0);
    expect(stdout).toMatch(pattern);
    expect(stdout).toContain('ExecuteApiEndpoint');
  });
});
