import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import { satisfies } from 'semver';
import { generateProject } from '../generators/app/project.ts';
import { packagePath } from '../generators/app/package-root.ts';
import {
  answers,
  balanced,
  environment,
  existingEnvironment,
  pinnedEnvironment,
  run,
  temporaryFolder,
} from './fixtures.ts';

const require = createRequire(import.meta.url);
const nodeModules = packagePath('../../node_modules');

/** A generated repository that uses the dependencies of this one, so that the test downloads nothing. */
async function generate(
  context: TestContext,
  data: string[],
  where = environment,
  entry = 'endpoint',
): Promise<string> {
  const outDir = await temporaryFolder(context);
  const given = {
    ...answers,
    entry,
    data,
    network: where.network?.existing ? 'existing' : 'new',
    environment: where.id,
  };
  await generateProject({ answers: given, environment: where, outDir });
  await symlink(nodeModules, join(outDir, 'node_modules'));
  return outDir;
}

/** Runs a command there. An error has the output of the command. */
async function runIn(cwd: string, command: string, args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // The runner of this test sets it. A nested runner would then report to it instead of with an exit code.
  delete env.NODE_TEST_CONTEXT;
  try {
    return await run(command, args, { cwd, env, maxBuffer: 10_000_000 });
  } catch (error) {
    const { stdout, stderr, message } = error as Record<string, string>;
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

/** Environments whose services have files or texts of their own. */
const places = [
  [environment, [], 'endpoint'],
  [environment, ['dynamodb'], 'endpoint'],
  [existingEnvironment, [], 'endpoint'],
  [
    {
      ...environment,
      domain: { suffix: 'dev.acme.internal', hostedZoneId: 'Z0123456789' },
    },
    [],
    'endpoint',
  ],
  [{ ...environment, ...balanced }, [], 'alb'],
  [pinnedEnvironment, [], 'alb'],
  [{ ...existingEnvironment, ...balanced }, [], 'alb-lambda'],
  [{ ...environment, ...balanced }, ['dynamodb'], 'alb-lambda'],
] as const;

for (const [index, [where, data, entry]] of places.entries()) {
  test(`a new repository with data [${data}] and entry ${entry} in place ${index} passes its own checks`, async context => {
    const repo = await generate(context, [...data], where, entry);
    const { stdout } = await runIn(repo, 'npm', [
      'test',
      '--',
      '--test-reporter=tap',
    ]);
    const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
    assert.ok(passed >= 10, stdout);
    assert.match(stdout, /^# fail 0$/m);
    await runIn(repo, 'npm', ['run', 'check']);
  });

  test(`the dependencies with data [${data}] and entry ${entry} in place ${index} match the installed versions`, async context => {
    const repo = await generate(context, [...data], where, entry);
    const manifest = JSON.parse(
      await readFile(join(repo, 'package.json'), 'utf8'),
    );
    assert.equal(manifest.dependencies, undefined);
    for (const [name, range] of Object.entries<string>(
      manifest.devDependencies,
    )) {
      const installed = join(nodeModules, name, 'package.json');
      const { version } = JSON.parse(await readFile(installed, 'utf8'));
      assert.ok(
        satisfies(version, range),
        `${name} ${version} is not ${range}`,
      );
    }
  });
}

test('its tests fail after an API change without a new deployment, with the command to run', async context => {
  const repo = await generate(context, []);
  const file = join(repo, 'infrastructure/template.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('PathPart: hello', 'PathPart: welcome'));

  await assert.rejects(
    runIn(repo, process.execPath, ['--test', 'test/template.test.ts']),
    /npm run deployment-id -- --write/,
  );
  await runIn(repo, 'npm', ['run', 'deployment-id', '--', '--write']);
  await runIn(repo, process.execPath, ['--test', 'test/template.test.ts']);
  const repaired = await readFile(file, 'utf8');
  const [, id] = /^ {2}(ApiDeployment\w+):$/m.exec(repaired) ?? [];
  assert.ok(id && !text.includes(id), id);
  assert.ok(repaired.includes(`DeploymentId: !Ref ${id}`));
});

test('the bundled function responds', async context => {
  const repo = await generate(context, []);
  const outfile = join(await temporaryFolder(context), 'index.cjs');
  await build({
    entryPoints: [join(repo, 'src/api.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'silent',
  });
  const { handler } = require(outfile);
  const response = await handler({ httpMethod: 'GET', resource: '/health' });
  assert.equal(response.statusCode, 200);
  assert.deepEqual(JSON.parse(response.body), {
    status: 'ok',
    service: 'orders',
    version: '0.1.0',
  });
});

test('the smoke script is a valid shell script that calls the health path through a tunnel', async context => {
  const repo = await generate(context, []);
  const bin = await temporaryFolder(context);
  // A stand-in for curl that shows how it was called.
  await writeFile(join(bin, 'curl'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', {
    mode: 0o755,
  });
  const { stdout } = await run(
    'sh',
    [
      'scripts/smoke.sh',
      'https://abc123-vpce-0a.execute-api.eu-central-1.amazonaws.com/live',
    ],
    {
      cwd: repo,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        TUNNEL_PORT: '8443',
      },
    },
  );
  const host = 'abc123-vpce-0a.execute-api.eu-central-1.amazonaws.com';
  assert.ok(stdout.includes(`${host}:443:127.0.0.1:8443\n`), stdout);
  assert.ok(stdout.includes(`https://${host}/live/health\n`), stdout);
});
