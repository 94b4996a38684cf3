import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseTemplate, readTemplate } from './parse';

const yaml = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Key: { Type: String }
Resources:
  # the function
  ApiFunction:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code:
        S3Bucket: !Ref Bucket
        S3Key: !Ref Key
      Description: !Sub
        - '\${A}-\${B}'
        - { A: 1, B: !Select [0, !GetAZs ''] }
  Role:
    Type: AWS::IAM::Role
`;

describe('parseTemplate', () => {
  it('converts the short forms of intrinsic functions to the long ones', () => {
    const { resources } = parseTemplate(yaml, 't.yaml');
    expect(resources.ApiFunction).toEqual({
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: { Ref: 'Key' } },
        Description: {
          'Fn::Sub': [
            '${A}-${B}',
            { A: 1, B: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] } },
          ],
        },
      },
    });
  });

  it('returns the line of a resource and of its members', () => {
    const template = parseTemplate(yaml, 't.yaml');
    expect(template.lineOf('ApiFunction')).toBe(6);
    expect(template.lineOf('ApiFunction', 'Properties', 'Code')).toBe(10);
    expect(template.lineOf('ApiFunction', 'Properties', 'Code', 'X')).toBe(10);
    expect(template.lineOf('Role')).toBe(16);
    expect(template.lineOf('Nothing')).toBeUndefined();
  });

  it('reads JSON, with lines', () => {
    const template = parseTemplate(
      '{\n\t"Resources": {\n\t\t"A": { "Type": "AWS::S3::Bucket" }\n\t}\n}',
      't.json',
    );
    expect(template.resources).toEqual({ A: { Type: 'AWS::S3::Bucket' } });
    expect(template.lineOf('A')).toBe(3);
  });

  it.each([
    ['Resources:\n  A: [\n', 't.yaml, line'],
    ['Resources:\n  A:\n    Type: X\n  A:\n    Type: Y\n', 'line 4'],
    ['a: &x 1\nResources: { A: { Type: *x } }', 'line 2'],
    ['Outputs: {}', 'no Resources section'],
    ['just text', 'is a map with the section Resources'],
    ['', 'The template is empty'],
    ['Resources: { A: { Properties: {} } }', 'Resources.A has no Type'],
    ['Resources: { A: { Type: T, Properties: [] } }', 'is not a map'],
  ])('rejects %j', (text, message) => {
    expect(() => parseTemplate(text, 't.yaml')).toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('detects macros', () => {
    const resources = 'Resources: { A: { Type: AWS::S3::Bucket } }\n';
    expect(parseTemplate(resources, 't').hasTransform).toBe(false);
    expect(
      parseTemplate(`Transform: AWS::Serverless-2016-10-31\n${resources}`, 't')
        .hasTransform,
    ).toBe(true);
    expect(
      parseTemplate(
        'Resources: { A: { Type: T, Properties: !Transform { Name: M } } }',
        't',
      ).hasTransform,
    ).toBe(true);
  });
});

describe('readTemplate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'stack-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('names a file that does not exist', async () => {
    const file = path.join(folder, 'no.yaml');
    await expect(readTemplate(file)).rejects.toThrow(
      `Template ${file} cannot be read: ENOENT`,
    );
  });

  it('does not change the text', async () => {
    const file = path.join(folder, 'yes.yaml');
    await writeFile(file, yaml);
    const { body } = await readTemplate(file);
    expect(body).toBe(yaml);
  });

  it('names a file that is not UTF-8', async () => {
    const file = path.join(folder, 'utf16.yaml');
    await writeFile(file, Buffer.from(`\uFEFF${yaml}`, 'utf16le'));
    await expect(readTemplate(file)).rejects.toMatchObject({
      code: 'input',
      message: `Template ${file}: The template is encoded in UTF-16 or UTF-32. Save it as UTF-8.`,
    });
  });
});
