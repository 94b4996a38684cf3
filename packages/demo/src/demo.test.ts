import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startDemo } from './demo';
import { assertPortsFree, freePorts } from './ports';
import { settingsFromEnvironment } from './settings';

describe('settings of the demo', () => {
  it('has the documented defaults', () => {
    expect(settingsFromEnvironment({})).toMatchObject({
      port: 7007,
      sandboxPort: 4510,
      gitPort: 4513,
      corporatePort: 4514,
    });
    expect(settingsFromEnvironment({ SANDBOX_PORT: '5000' }).gitPort).toBe(
      5003,
    );
    expect(settingsFromEnvironment({}).gitPassword).not.toBe(
      settingsFromEnvironment({}).gitPassword,
    );
  });

  it.each(['0', '70000', 'http', '80.5'])('rejects the port %j', text => {
    expect(() => settingsFromEnvironment({ DEMO_PORT: text })).toThrow(
      `DEMO_PORT='${text}' is not a valid port. Use an integer from 1 to 65530.`,
    );
  });
});

const settingsAt = (port: number) => ({
  port,
  sandboxPort: port + 1,
  gitPort: port + 4,
  corporatePort: port + 5,
  gitPassword: 'not used here',
});

describe('starting the demo', () => {
  it('reports a port in use and what to do before it starts anything', async () => {
    const port = await freePorts(7);
    const server = net.createServer();
    await new Promise<void>(resolve => {
      server.listen(port, '127.0.0.1', resolve);
    });
    try {
      await expect(
        startDemo({ ...settingsAt(port), stateDir: '/nonexistent' }),
      ).rejects.toThrow(
        new RegExp(`Port ${port} of Backstage is in use.*DEMO_PORT=`),
      );
    } finally {
      server.close();
    }
    await assertPortsFree([
      { port: port + 1, purpose: 'the sandbox', variable: 'SANDBOX_PORT' },
    ]);
  });

  it('does not change a folder with other content', async () => {
    const stateDir = mkdtempSync(path.join(os.tmpdir(), 'not-the-demo-'));
    writeFileSync(path.join(stateDir, 'git'), 'precious');
    const port = await freePorts(7);
    try {
      await expect(
        startDemo({ ...settingsAt(port), stateDir }),
      ).rejects.toThrow(/is not empty and not a state folder of the demo/);
      expect(readdirSync(stateDir)).toEqual(['git']);
    } finally {
      rmSync(stateDir, { recursive: true });
    }
  });

  it('does not change the state of a running demo', async () => {
    const stateDir = mkdtempSync(path.join(os.tmpdir(), 'demo-in-use-'));
    const running = String(process.ppid);
    writeFileSync(path.join(stateDir, '.private-serverless-demo'), running);
    const port = await freePorts(7);
    try {
      await expect(
        startDemo({ ...settingsAt(port), stateDir }),
      ).rejects.toThrow(`in use by the demo with process ID ${running}`);
    } finally {
      rmSync(stateDir, { recursive: true });
    }
  });
});
