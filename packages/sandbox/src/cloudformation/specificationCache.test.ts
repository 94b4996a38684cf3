import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSpecification } from './specificationCache';

describe('the cache of the resource specification', () => {
  const types = ['AWS::EC2::SecurityGroup', 'AWS::Unknown::Type'];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'specification-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has the same content as the database, and is replaced if it is not valid or not current', () => {
    const file = join(folder, 'specification.json');
    const fromDatabase = loadSpecification(types, folder);
    expect(readdirSync(folder)).toEqual(['specification.json']);
    expect(fromDatabase.names.length).toBeGreaterThan(1000);
    expect(Object.keys(fromDatabase.resources)).toEqual([types[0]]);
    const { GroupDescription, SecurityGroupIngress } =
      fromDatabase.resources[types[0]].properties;
    expect(GroupDescription).toMatchObject({
      required: true,
      causesReplacement: 'yes',
    });
    const { $ref } = SecurityGroupIngress.type.element!.reference!;
    expect(fromDatabase.definitions[$ref]).toHaveProperty('CidrIp');

    const content = readFileSync(file, 'utf8');
    const fromCache = loadSpecification(types, folder);
    expect(fromCache).toEqual(JSON.parse(content).extract);
    expect(JSON.stringify(fromCache)).toBe(JSON.stringify(fromDatabase));
    for (const other of ['', '{"key', JSON.stringify({ key: 'old' })]) {
      writeFileSync(file, other);
      expect(loadSpecification(types, folder)).toEqual(fromDatabase);
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
  });

  it('is not needed: without a folder that can be written, the database is read', () => {
    const missing = join(folder, 'specification.json', 'below-a-file');
    expect(loadSpecification(types, missing).resources).toHaveProperty([
      types[0],
    ]);
  });
});
