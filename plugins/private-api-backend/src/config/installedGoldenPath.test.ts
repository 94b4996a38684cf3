import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { installedGoldenPath } from './installedGoldenPath';

const actions =
  '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless';
const generator = 'generator-private-serverless';

describe('installedGoldenPath', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'installed-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Versions by folder in `node_modules`. @returns what a plugin beside them finds */
  const installed = (packages: Record<string, string>) => {
    for (const [name, version] of Object.entries(packages)) {
      const target = path.join(folder, 'node_modules', name);
      mkdirSync(target, { recursive: true });
      writeFileSync(
        path.join(target, 'package.json'),
        JSON.stringify({ name: path.basename(name), version }),
      );
    }
    return installedGoldenPath(path.join(folder, 'index.js'));
  };

  it('is that of the generator of this repository', () => {
    const file = resolvePackagePath(generator, 'package.json');
    expect(installedGoldenPath()).toBe(
      JSON.parse(readFileSync(file, 'utf8')).version,
    );
  });

  it('is that of the generator beside the scaffolder module', () => {
    expect(installed({ [actions]: '0.1.0', [generator]: '1.0.0' })).toBe(
      '1.0.0',
    );
  });

  it('is that of the generator which the scaffolder module has of its own', () => {
    expect(
      installed({
        [actions]: '0.1.0',
        [generator]: '1.0.0',
        [`${actions}/node_modules/${generator}`]: '2.0.0',
      }),
    ).toBe('2.0.0');
  });

  it('is not known without the scaffolder module', () => {
    expect(installed({ [generator]: '1.0.0' })).toBeUndefined();
  });
});
