import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot, readParametersFile, readProject } from './project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stack-project-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return file;
}

function writeProject(changes: Record<string, unknown> = {}) {
  write('infrastructure/template.yaml', 'Resources: {}');
  write('infrastructure/parameters.dev.json', {
    Parameters: { VpcCidr: '10.0.0.0/20', Zones: 3, Subnets: ['a', 'b'] },
    Tags: { costCentre: '42' },
  });
  write('private-serverless.json', {
    template: 'infrastructure/template.yaml',
    parameters: 'infrastructure/parameters.dev.json',
    stackName: 'orders-dev',
    answers: { name: 'orders' },
    ...changes,
  });
}

describe('readProject', () => {
  it('reads a generated repository by its folder or by its template', async () => {
    writeProject();
    const expected = {
      root: folder,
      templatePath: path.join(folder, 'infrastructure', 'template.yaml'),
      stackName: 'orders-dev',
      parameters: { VpcCidr: '10.0.0.0/20', Zones: '3', Subnets: 'a,b' },
      tags: { costCentre: '42' },
      answers: { name: 'orders' },
    };
    await expect(readProject(folder)).resolves.toEqual(expected);
    await expect(readProject(expected.templatePath)).resolves.toEqual(expected);
  });

  it('reads other templates without the parameters of a repository', async () => {
    const file = write('t.yaml', 'Resources: {}');
    const bare = { root: folder, templatePath: file, parameters: {}, tags: {} };
    await expect(readProject(file)).resolves.toEqual(bare);
    writeProject();
    await expect(readProject(file)).resolves.toEqual(bare);
  });

  it.each([
    [{ template: undefined }, /template is missing/],
    [
      { template: 'no.yaml' },
      /template must be .* in the repository, not "no\.yaml"/,
    ],
    [{ template: 7 }, /template must be .*, not 7/],
    [
      { parameters: '../../../../etc/hostname' },
      /parameters must be .* in the repository/,
    ],
    [{ parameters: 'private-serverless.json' }, /Parameters?.*|answers/],
  ])('rejects %j', async (changes, message) => {
    writeProject(changes);
    await expect(readProject(folder)).rejects.toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('names a path that does not exist or is not a generated repository', async () => {
    await expect(readProject(path.join(folder, 'no'))).rejects.toThrow(
      /does not exist/,
    );
    await expect(readProject(folder)).rejects.toThrow(
      /is not a generated repository: it has no private-serverless\.json/,
    );
    const secret = write(`../${path.basename(folder)}-secret`, 'root:x:0:0');
    symlinkSync(secret, path.join(folder, 'private-serverless.json'));
    await expect(readProject(folder)).rejects.toThrow(
      /private-serverless\.json is a link to a file outside the repository\./,
    );
    rmSync(path.join(folder, 'private-serverless.json'));
    rmSync(secret);
    write('private-serverless.json', '{');
    await expect(readProject(folder)).rejects.toThrow(
      /private-serverless\.json cannot be read as JSON/,
    );
  });
});

describe('readParametersFile', () => {
  it('reads an object and the list of the CloudFormation API', async () => {
    await expect(
      readParametersFile(write('a.json', { A: 'x', B: true })),
    ).resolves.toEqual({ parameters: { A: 'x', B: 'true' }, tags: {} });
    await expect(
      readParametersFile(
        write('b.json', [{ ParameterKey: 'A', ParameterValue: 'x' }]),
      ),
    ).resolves.toEqual({ parameters: { A: 'x' }, tags: {} });
  });

  it.each([
    [{ Parameters: { A: null } }, /Parameters\.A must be/],
    [
      { Parameters: { A: { b: 1 } } },
      /Parameters\.A must be .* not an object or a list with other values\./,
    ],
    [{ Tags: [] }, /Tags must be an object/],
    [[{ A: 1 }], /item 0 has no ParameterKey/],
    ['"text"', /must be a JSON object/],
    [
      '{"DbPassword": hunter2}',
      /^\S+p\.json cannot be read as JSON: Unexpected token 'h'\. Correct the file or its path\.$/,
    ],
  ])('rejects %j', async (content, message) => {
    await expect(readParametersFile(write('p.json', content))).rejects.toThrow(
      message,
    );
  });
});

describe('projectRoot', () => {
  it('is the folder of the generated repository, otherwise that of the template', () => {
    writeProject();
    const file = path.join(folder, 'infrastructure', 'template.yaml');
    expect(projectRoot(file)).toBe(folder);
    rmSync(path.join(folder, 'private-serverless.json'));
    write('package.json', '{}');
    expect(projectRoot(file)).toBe(path.join(folder, 'infrastructure'));
  });
});
