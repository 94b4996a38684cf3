import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPublishing, templateEdit } from './publishing';
import { repositoryRoot } from './settings';

const fileOf = (...parts: string[]) =>
  readFileSync(path.join(repositoryRoot, ...parts), 'utf8');
const publishing = fileOf('docs/publishing.md');

describe('the template of the demo', () => {
  it('is the shipped one after the documented edit for Gitea', () => {
    const [row] = /^\| Gitea +\| `gitea` .*$/m.exec(publishing)!;
    const [owners] = /-e 's\/# allowedOwners.*?'/.exec(publishing)!;
    const documented = `${row} ${owners}`
      .replace('gitea.example.com', '127.0.0.1:4513')
      .replace('YOUR-ORGANIZATION', 'demo');
    expect([...documented.matchAll(/-e '([^']+)'/g)].map(m => m[1])).toEqual(
      templateEdit({ gitPort: 4513 }).filter(argument => argument !== '-e'),
    );
  });

  it('is written to the location that the catalog reads, and the git host is started', async () => {
    const stateDir = mkdtempSync(path.join(os.tmpdir(), 'publishing-'));
    const host = await startPublishing({
      port: 0,
      sandboxPort: 0,
      gitPort: 0,
      corporatePort: 0,
      gitPassword: 'not used here',
      stateDir,
    });
    try {
      const written = readFileSync(
        path.join(stateDir, 'templates/template.yaml'),
        'utf8',
      );
      expect(written).toContain('action: publish:gitea\n');
      expect(written).toContain('allowedHosts: [127.0.0.1:0]\n');
      expect(written).toContain('allowedOwners: [demo]\n');
      expect(fileOf('app-config.yaml')).toContain(
        'target: ${DEMO_STATE:-../../.demo}/templates/template.yaml',
      );
      expect((await fetch(`${host.url}/api/v1/orgs/demo`)).status).toBe(200);
    } finally {
      await host.close();
      rmSync(stateDir, { recursive: true });
    }
  });
});

it('the documented check of a repository equals the tested one', () => {
  const [, documented] = /```ts\n([^]*?)```/.exec(publishing)!;
  const tested = fileOf(
    'packages/demo/src/gitHost/__testUtils__/checkRepository.ts',
  );
  expect(documented).toBe(tested.replace(/^\/\*\* .* \*\/\n/m, ''));
});
