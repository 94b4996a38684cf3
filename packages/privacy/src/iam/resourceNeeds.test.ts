import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import resourceNeeds from './resourceNeeds.json';

const script = path.resolve(__dirname, '../../../../toolchain/iam-actions.cjs');

describe('resourceNeeds.json', () => {
  it('is what the pinned data says: node toolchain/iam-actions.cjs', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'iam-actions-'));
    try {
      const file = path.join(folder, 'needs.json');
      execFileSync(process.execPath, [script, file]);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(resourceNeeds);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
